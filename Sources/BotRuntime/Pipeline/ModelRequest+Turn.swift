import BotModel
import BotStore
import ChannelKit

extension ModelRequest {
    /// The question that a turn is: what was said before, then all messages that it answers.
    init(for begun: BegunTurn, system: String?) {
        let turn = begun.turn
        var messages: [Message] = []
        messages.reserveCapacity(turn.history.count + 1)
        for message in turn.history {
            if let role = Message.Role(rawValue: message.role.rawValue) {
                messages.join(Message(role: role, content: message.content))
            }
        }
        for content in [turn.content] + turn.merged { messages.join(Message(role: .user, content: content)) }
        self.init(
            system: system, messages: messages, turn: "\(turn.id)-\(turn.attempt)", deadline: begun.deadline)
    }
}

extension [ModelRequest.Message] {
    /// Appends a message, or adds its text to the last one where the same side spoke: some servers take no two in a row.
    fileprivate mutating func join(_ message: ModelRequest.Message) {
        if let last = indices.last, self[last].role == message.role {
            self[last].content += "\n\n" + message.content
        } else {
            append(message)
        }
    }
}

extension TurnPlan {
    /// The reply, where the model is not asked.
    var text: String? {
        switch self {
        case .say(let text), .command(_, let text): text
        case .link(let attempt): attempt.texts.unavailable
        case .answer, .skip: nil
        }
    }
}

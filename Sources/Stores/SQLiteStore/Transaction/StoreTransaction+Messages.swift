import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    enum MessageStatus: String {
        case complete, incomplete, cancelled
        /// Said, and never sent to the model.
        case aside
    }

    func insertMessage(
        _ conversation: ConversationID, _ role: Role, _ content: String, status: MessageStatus = .complete,
        usage: TurnCompletion.Usage? = nil, now: Date
    ) throws -> MessageID {
        MessageID(
            try db.insert(
                ConversationStatement.insertMessage,
                [
                    conversation.rawValue, role.rawValue, content, status.rawValue, usage?.model?.storable,
                    usage?.promptTokens, usage?.completionTokens, usage?.finishReason?.storable, Timestamp.text(now),
                ]))
    }

    /// What a user said, once a turn answers it.
    func insertQuestion(
        _ content: String, _ plan: TurnPlan, in conversation: ConversationID, now: Date
    ) throws -> MessageID {
        try insertMessage(conversation, .user, content, status: plan.asksModel ? .complete : .aside, now: now)
    }

    /// What a turn that begins now is shown, if it asks the model. The conversation goes on by it.
    func history(
        in place: OpenConversation, before question: MessageID, _ plan: TurnPlan, limit: Int, now: Date
    ) throws -> [Turn.Message] {
        if place.isNew { return [] }
        try db.run(ConversationStatement.touch, [Timestamp.text(now), place.id.rawValue])
        return plan.asksModel ? try history(of: place.id, before: question, limit: limit) : []
    }

    /// What the model is shown of a conversation before a question: read backwards by an index, at most one row more
    /// than the limit, however long the conversation is.
    func history(
        of conversation: ConversationID, before question: MessageID, limit: Int
    ) throws -> [Turn.Message] {
        if limit <= 0 { return [] }
        let rows = try db.rows(
            ConversationStatement.historyBefore,
            [conversation.rawValue, question.rawValue, min(limit, Self.largestHistory) + 1])
        var messages = try rows.reversed().map { row in
            guard let role = Role(rawValue: row[0]) else { throw StoreError.corrupt("a message") }
            return Turn.Message(role: role, content: row[1])
        }
        if messages.count > limit {
            // There is more before: begin with a question, not within a turn.
            messages.removeFirst()
            messages = Array(messages.drop { $0.role != .user })
        }
        return messages
    }

    /// A bound on what one turn may read, whatever the configuration says.
    private static let largestHistory = 100_000

    /// The answer of a turn that has one.
    func answer(of row: InboxRow) throws -> TurnAnswer {
        guard let id = row.answer, let message = try db.row(ConversationStatement.messageText, [id.rawValue]) else {
            throw StoreError.corrupt("an answer")
        }
        return TurnAnswer(text: message[0], message: id, conversation: ConversationID(message[1]))
    }
}

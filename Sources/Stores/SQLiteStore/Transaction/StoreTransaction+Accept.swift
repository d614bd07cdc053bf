import BotStore
import ChannelKit
import GRDB

extension StoreTransaction {
    func accept(_ intake: Intake) throws -> [IntakeOutcome] {
        try intake.events.map { event in
            do {
                switch event {
                case .message(let message): return try accept(message.storable, intake)
                case .start(let start): return try open(start, intake)
                case .status: return .noted
                case .history:
                    throw StoreError(.invalid, "a history query is not recorded; ask the store for the page")
                }
            } catch let refused as IntakeRefused {
                return .refused(refused.refusal)
            }
        }
    }

    private func accept(_ message: InboundMessage, _ intake: Intake) throws -> IntakeOutcome {
        let knownScope: String? =
            switch message.sender {
            case .user(let id): SenderScope.user(id)
            case .identity(let identity): SenderScope.identity(identity)
            case .guest: nil
            }
        if let knownScope,
            let known: Int64 = try db.row(TurnStatement.known, [intake.channel, knownScope, message.id])?[0],
            let row = try turn(TurnID(known))
        {
            return try acceptAgain(message, row, intake)
        }
        let known = try find(message.sender, channel: intake.channel)
        let key = try conversationKey(for: message, from: known, channel: intake.channel)
        // Nothing has been written up to here, and nothing is refused from here on.
        let user = try settle(known, message.sender, message.profile, intake)
        var entry = InboxEntry(
            channel: intake.channel, lane: message.address.rawValue, scope: knownScope ?? SenderScope.guest(user),
            messageID: message.id, user: user, key: key, content: message.content, caller: message.caller,
            replyContext: message.replyContext)
        guard try intake.mayBegin && laneHead(channel: entry.channel, lane: entry.lane) == nil else {
            return .queued(try insert(entry, now: intake.now))
        }
        let place = try openConversation(
            channel: intake.channel, key: key, user: user, acceptedAt: intake.now, policy: intake.policy,
            now: intake.now)
        return .begun(try insertRunning(&entry, in: place, intake))
    }

    private func open(_ start: ConversationStart, _ intake: Intake) throws -> IntakeOutcome {
        let sender = start.sender.storable
        let known = try find(sender, channel: intake.channel)
        let user = try settle(known, sender, start.profile.storable, intake)
        let conversation = try insertStartedConversation(channel: intake.channel, user: user, now: intake.now)
        guard let content = start.content?.storable else {
            let greeting = intake.greeting.storable
            if !greeting.isEmpty { _ = try insertMessage(conversation, .assistant, greeting, now: intake.now) }
            return .opened(.init(user: user, conversation: conversation, greeting: greeting, turn: nil))
        }
        var entry = InboxEntry(
            channel: intake.channel, lane: conversation.description, scope: SenderScope.user(user), messageID: nil,
            user: user, key: ConversationKey.started(conversation), content: content, caller: .collects,
            replyContext: nil)
        let turn: IntakeOutcome.OpeningTurn
        if try intake.mayBegin && laneHead(channel: entry.channel, lane: entry.lane) == nil {
            turn = .begun(try insertRunning(&entry, in: OpenConversation(id: conversation, isNew: true), intake))
        } else {
            turn = .queued(try insert(entry, now: intake.now))
        }
        return .opened(.init(user: user, conversation: conversation, greeting: nil, turn: turn))
    }

    /// Accepts and begins at once: the row is written as it will be, in one statement.
    private func insertRunning(
        _ entry: inout InboxEntry, in place: OpenConversation, _ intake: Intake
    ) throws -> Turn {
        let question = try insertMessage(place.id, .user, entry.content, now: intake.now)
        entry.state = .running
        entry.conversation = place.id
        entry.question = question
        entry.attempts = 1
        entry.owner = epoch
        let id = try insert(entry, now: intake.now)
        var history: [Turn.Message] = []
        if !place.isNew {
            try db.run(ConversationStatement.touch, [Timestamp.text(intake.now), place.id.rawValue])
            history = try self.history(of: place.id, before: question, limit: intake.policy.historyLimit)
        }
        return Turn(
            id: id, channel: entry.channel, address: ChatAddress(entry.lane), user: entry.user,
            conversation: place.id, messageID: entry.messageID ?? "", content: entry.content, caller: entry.caller,
            replyContext: entry.replyContext, attempt: 1, acceptedAt: intake.now, history: history)
    }
}

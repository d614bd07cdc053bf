import BotStore
import ChannelKit
import GRDB

extension StoreTransaction {
    /// A message that is known already makes no second turn.
    func acceptAgain(_ message: InboundMessage, _ known: InboxRow, _ intake: Intake) throws -> IntakeOutcome {
        guard known.content == message.content else { throw IntakeRefused(.differentContent) }
        let row = try end(of: known)
        switch row.state {
        case .queued, .running:
            if message.caller == .listens { _ = try addListener(message, known, to: row, intake) }
            return .joined(row.id)
        case .answered:
            let answer = try answer(of: row)
            if message.caller == .listens, try addListener(message, known, to: row, intake) { return .joined(row.id) }
            return .repeated(row.id, answer)
        case .failed, .cancelled:
            if message.caller == .absent { return .noted(dueReplies: false) }
            return try askAgain(message, row, intake)
        case .skipped where row.rule == SkipRule.paused && message.caller != .absent:
            return .skipped(row.id, rule: SkipRule.paused)
        case .skipped, .merged:
            return .noted(dueReplies: false)
        }
    }

    /// The turn whose end is this one's too.
    func end(of row: InboxRow) throws -> InboxRow {
        guard row.state == .merged, let target = row.target, let end = try turn(target) else { return row }
        return end
    }

    /// The same row goes to its lane's tail, with the caller that asks now. Its question, where one was stored, stays.
    private func askAgain(_ message: InboundMessage, _ row: InboxRow, _ intake: Intake) throws -> IntakeOutcome {
        let isFree = try laneHead(channel: row.channel, lane: row.lane) == nil
        if row.plan.asksModel, row.error?.code == RecordedError.poison.code, let question = row.question {
            try db.run(RecoveryStatement.showQuestion, [question.rawValue])
        }
        let now = Timestamp.text(intake.now)
        try db.run(
            TurnStatement.askAgain,
            [
                message.caller.rawValue, message.address.rawValue, message.replyContext, now, now, row.channel,
                row.lane, row.id.rawValue,
            ])
        guard isFree && intake.mayBegin else { return .queued(row.id) }
        var waiting = row
        waiting.caller = message.caller
        waiting.address = message.address.rawValue
        waiting.replyContext = message.replyContext
        waiting.acceptedAt = intake.now
        if try hold(waiting, now: intake.now) { return .skipped(row.id, rule: SkipRule.paused) }
        return .begun(try begin(waiting, policy: intake.policy, .ordinary, now: intake.now))
    }

    /// Somebody listens for a stored answer, or for one that is coming.
    ///
    /// Replies of a chat come in the order of its messages. So a repetition takes a place in its lane like any message,
    /// and is given its answer when its place comes; at once where nothing is before it. True where it waits.
    private func addListener(
        _ message: InboundMessage, _ known: InboxRow, to target: InboxRow, _ intake: Intake
    ) throws -> Bool {
        let lane = message.lane(of: try find(message.sender, channel: intake.channel)?.lane ?? target.user)
        let isFree = try laneHead(channel: intake.channel, lane: lane) == nil
        if isFree && !target.state.isPending {
            var reply = OutgoingReply(to: target, of: target, body: .answer(try answer(of: target)))
            (reply.lane, reply.address, reply.context) = (lane, message.address.rawValue, message.replyContext)
            (reply.channel, reply.inReplyTo) = (intake.channel, known.messageID)
            _ = try insert(reply, taking: false, now: intake.now)
            return false
        }
        var entry = InboxEntry(
            channel: intake.channel, lane: lane, address: message.address.rawValue, scope: target.scope,
            messageID: nil, user: target.user, key: target.conversationKey, content: "", caller: .listens,
            replyContext: message.replyContext)
        entry.target = target.id
        entry.repeats = known.messageID
        entry.conversation = target.conversation
        // With nothing before it in its own lane, it waits for its turn in the other lane alone.
        entry.state = isFree ? .merged : .queued
        _ = try insert(entry, now: intake.now)
        return true
    }
}

import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

/// What is written in a conversation that a person has taken over.
extension StoreTransaction {
    /// Records a message that is accepted now.
    func holdEntry(
        _ entry: inout InboxEntry, in conversation: ConversationID, _ intake: Intake
    ) throws -> IntakeOutcome {
        entry.state = .skipped
        entry.rule = SkipRule.paused
        entry.conversation = conversation
        entry.question = try insertQuestion(entry.content, entry.plan, in: conversation, now: intake.now)
        let id = try insert(entry, now: intake.now)
        try reach(
            conversation, lane: entry.lane, address: entry.address, context: entry.replyContext, now: intake.now)
        return .skipped(id, rule: SkipRule.paused)
    }

    /// Ends a turn whose time has come while a person has its conversation. False: nobody has.
    func hold(_ row: InboxRow, now: Date) throws -> Bool {
        guard row.plan.isHeldByPause, let conversation = try pausedConversation(of: row) else { return false }
        let question = try row.question ?? insertQuestion(row.content, row.plan, in: conversation, now: now)
        try db.run(ConversationStatement.shareWith, [conversation.rawValue, row.user.rawValue])
        try db.run(
            PauseStatement.hold,
            [
                SkipRule.paused, conversation.rawValue, question.rawValue, Timestamp.text(now), row.id.rawValue,
            ])
        try reach(conversation, lane: row.lane, address: row.address, context: row.replyContext, now: now)
        return true
    }

    /// The same, and whoever waits for it is told.
    func hold(_ row: InboxRow, taking: Bool, now: Date, ends: inout Ends) throws -> Bool {
        guard try hold(row, now: now) else { return false }
        ends.count += 1
        try tell(Telling(outcome: .failed(.paused), taking: taking, now: now), of: row, ends: &ends)
        return true
    }

    /// Remembers how the user of a conversation was last reached. The conversation goes on by it.
    func reach(
        _ conversation: ConversationID, lane: String, address: String, context: String?, now: Date
    ) throws {
        try db.run(
            PauseStatement.reach, [Timestamp.text(now), lane, address, context, conversation.rawValue])
    }

    /// The conversation that a turn belongs to, or would, where it is paused.
    private func pausedConversation(of row: InboxRow) throws -> ConversationID? {
        let place =
            if let known = row.conversation {
                try db.row(ConversationStatement.byID, [known.rawValue]).map(ConversationRow.init)
            } else {
                try newestConversation(channel: row.channel, key: row.conversationKey)
            }
        guard let place, place.isPaused, !place.isFinished else { return nil }
        return place.id
    }
}

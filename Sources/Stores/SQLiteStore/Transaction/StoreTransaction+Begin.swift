import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    /// Begins a turn at the head of its lane. Its question is stored the first time only.
    func begin(
        _ waiting: InboxRow, policy: ConversationPolicy, _ beginning: Beginning, now: Date
    ) throws -> Turn {
        var row = waiting
        row.plan = try planWithinBudget(row.plan, of: row.user, now: now)
        if row.plan != waiting.plan {
            row.isMergeable = false
            try db.run(UsageStatement.spend, [row.plan.storedText, SkipRule.spent, row.id.rawValue])
        }
        let place =
            if let conversation = row.conversation {
                OpenConversation(id: conversation, isNew: false)
            } else {
                try openConversation(
                    channel: row.channel, key: row.conversationKey, user: row.user, acceptedAt: row.acceptedAt,
                    policy: policy, now: now)
            }
        let question = try row.question ?? insertQuestion(row.content, row.plan, in: place.id, now: now)
        try db.run(
            TurnStatement.begin,
            [epoch, place.id.rawValue, question.rawValue, Timestamp.text(now), row.id.rawValue])
        var merged: [String] = []
        if row.isMergeable {
            merged = row.attempts > 0 ? try contents(mergedInto: row, in: place.id, now: now) : []
            // What runs alone takes nobody with it.
            if beginning != .alone { merged += try merge(behind: row, into: place.id, now: now) }
        }
        let history = try self.history(
            in: place, before: question, row.plan, limit: policy.historyLimit, now: now)
        return Turn(
            id: row.id, channel: row.channel, address: ChatAddress(row.address), user: row.user,
            conversation: place.id, messageID: row.messageID ?? "", content: row.content, plan: row.plan,
            caller: row.caller, replyContext: row.replyContext, attempt: row.attempts + 1,
            acceptedAt: row.acceptedAt, merged: merged, history: history)
    }

    func beginTurns(
        limit: Int, policy: ConversationPolicy, apologies: [String: String], now: Date
    ) throws -> BegunTurns {
        let byOperators = try takeByOperators()
        guard limit > 0, try mayBegin(.unlessSuspects) else { return BegunTurns(byOperators: byOperators) }
        // What is told here of repetitions and damaged turns waits to be taken.
        var untaken = Ends()
        let turns = try db.rows(TurnStatement.runnableHeads, [Timestamp.text(now), limit]).compactMap { head in
            try advance(
                channel: head[1], lane: head[2], from: laneHead(channel: head[1], lane: head[2]), .ordinary,
                policy: policy, apology: apologies[head[1]], taking: false, now: now, ends: &untaken)
        }
        return BegunTurns(turns: turns, ended: untaken.count, byOperators: byOperators)
    }

    /// By how much operators have changed what is pending, since this was last asked.
    private func takeByOperators() throws -> Int {
        guard let value: String = try db.row(UpkeepStatement.meta, ["by_operators"])?[0], let change = Int(value) else {
            throw StoreError.corrupt("the store's own table")
        }
        if change != 0 { try db.run(UpkeepStatement.setMeta, ["0", "by_operators"]) }
        return change
    }
}

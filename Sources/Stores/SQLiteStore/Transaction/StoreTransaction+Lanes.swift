import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    /// What is written of a message when it is accepted.
    struct InboxEntry {
        var channel: String
        var lane: String
        /// Where its reply goes.
        var address: String
        var scope: String
        var messageID: String?
        var user: UserID
        var key: String
        var content: String
        var caller: Caller
        var replyContext: String?
        var sentAt: Date?
        var plan = TurnPlan.answer
        var isMergeable = false
        var notBefore: Date?
        /// The rule by which it was skipped.
        var rule: String?
        var state = InboxRow.State.queued
        var conversation: ConversationID?
        var question: MessageID?
        var target: TurnID?
        var repeats: String?
        var attempts = 0
        var owner: Int64?
    }

    struct LaneHead {
        var id: TurnID
        var state: InboxRow.State
        var notBefore: String?
    }

    /// Whether and how the turn at a lane's head may be begun.
    enum Beginning {
        case no
        /// Nothing is under suspicion.
        case ordinary
        /// Only if nothing is under suspicion.
        case unlessSuspects
        /// As the only one that runs.
        case alone
    }

    /// Writes an accepted message, with its lane's next number.
    func insert(_ entry: InboxEntry, now: Date) throws -> TurnID {
        let now = Timestamp.text(now)
        let place: StatementArguments = [
            entry.channel, entry.lane, entry.channel, entry.lane, entry.scope, entry.messageID, entry.user.rawValue,
            entry.conversation?.rawValue, entry.key, entry.content, entry.caller.rawValue, entry.replyContext,
        ]
        let state: StatementArguments = [
            entry.state.rawValue, entry.attempts, entry.owner, entry.question?.rawValue, entry.target?.rawValue,
            entry.address, entry.sentAt.map(Timestamp.text), entry.rule, entry.plan.storedWord, entry.plan.storedText,
            entry.isMergeable, entry.repeats, entry.notBefore.map(Timestamp.text), now, now, now,
        ]
        return TurnID(try db.insert(TurnStatement.insert, place + state))
    }

    /// The first of a lane that is not over; nil where the lane is free.
    func laneHead(channel: String, lane: String) throws -> LaneHead? {
        guard let row = try db.row(TurnStatement.laneHead, [channel, lane]) else { return nil }
        guard let state = InboxRow.State(rawValue: row[1]) else { throw StoreError.corrupt("the inbox") }
        return LaneHead(id: TurnID(row[0]), state: state, notBefore: row[2])
    }

    /// Goes on with a lane whose head is over: gives repetitions whose place has come their answers, ends what is
    /// damaged, and begins the next turn, if it may.
    func advance(
        channel: String, lane: String, from first: LaneHead?, _ beginning: Beginning, policy: ConversationPolicy,
        apology: String?, taking: Bool, now: Date, ends: inout Ends
    ) throws -> Turn? {
        var next = first
        while let head = next, head.state == .queued {
            var given = Ends()
            let step = try unlessDamaged { () -> LaneStep in
                guard let row = try turn(head.id) else { return .stop(nil) }
                if let target = row.target {
                    try give(row, target: target, taking: taking, now: now, ends: &given)
                    return .goOn
                }
                guard Self.isDue(head.notBefore, at: now), try mayBegin(beginning) else { return .stop(nil) }
                return .stop(try begin(row, policy: policy, beginning, now: now))
            }
            switch step {
            case .goOn: ends += given
            case .stop(let turn): return turn
            case nil:
                try endUnbegun(head.id, .damaged, apology: apology, taking: taking, now: now, ends: &ends)
            }
            next = try laneHead(channel: channel, lane: lane)
        }
        return nil
    }

    private enum LaneStep {
        case goOn
        case stop(Turn?)
    }

    private func mayBegin(_ beginning: Beginning) throws -> Bool {
        switch beginning {
        case .no: false
        case .ordinary, .alone: true
        case .unlessSuspects: try db.row(RecoveryStatement.anySuspect, []) == nil
        }
    }

    /// Begins a turn at the head of its lane. Its question is stored the first time only.
    func begin(
        _ row: InboxRow, policy: ConversationPolicy, _ beginning: Beginning, now: Date
    ) throws -> Turn {
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

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
    /// damaged and what a paused conversation only records, and begins the next turn, if it may.
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
                if try hold(row, taking: taking, now: now, ends: &given) { return .goOn }
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

    func mayBegin(_ beginning: Beginning) throws -> Bool {
        switch beginning {
        case .no: false
        case .ordinary, .alone: true
        case .unlessSuspects: try db.row(RecoveryStatement.anySuspect, []) == nil
        }
    }
}

import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    /// What is written of a message when it is accepted.
    struct InboxEntry {
        var channel: String
        var lane: String
        var scope: String
        var messageID: String?
        var user: UserID
        var key: String
        var content: String
        var caller: Caller
        var replyContext: String?
        var state = InboxRow.State.queued
        var conversation: ConversationID?
        var question: MessageID?
        var target: TurnID?
        var attempts = 0
        var owner: Int64?
    }

    struct LaneHead {
        var id: TurnID
        var state: InboxRow.State
        var notBefore: String?
    }

    /// Writes an accepted message, with its lane's next number.
    func insert(_ entry: InboxEntry, now: Date) throws -> TurnID {
        let now = Timestamp.text(now)
        return TurnID(
            try db.insert(
                TurnStatement.insert,
                [
                    entry.channel, entry.lane, entry.channel, entry.lane, entry.scope, entry.messageID,
                    entry.user.rawValue, entry.conversation?.rawValue, entry.key, entry.content,
                    entry.caller.rawValue, entry.replyContext, entry.state.rawValue, entry.attempts, entry.owner,
                    entry.question?.rawValue, entry.target?.rawValue, now, now, now,
                ]))
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
        channel: String, lane: String, mayBegin: Bool, policy: ConversationPolicy, taking: Bool, now: Date,
        ends: inout Ends
    ) throws -> Turn? {
        while let head = try laneHead(channel: channel, lane: lane), head.state == .queued {
            var given = Ends()
            let step = try unlessDamaged { () -> LaneStep in
                guard let row = try turn(head.id) else { return .stop(nil) }
                if let target = row.target {
                    try give(row, target: target, taking: taking, now: now, ends: &given)
                    return .goOn
                }
                guard mayBegin && Self.isDue(head.notBefore, at: now) else { return .stop(nil) }
                return .stop(try begin(row, policy: policy, now: now))
            }
            switch step {
            case .goOn: ends += given
            case .stop(let turn): return turn
            case nil: try endDamaged(head.id, taking: taking, now: now, ends: &ends)
            }
        }
        return nil
    }

    private enum LaneStep {
        case goOn
        case stop(Turn?)
    }

    /// Begins a turn at the head of its lane. Its question is stored the first time only.
    func begin(_ row: InboxRow, policy: ConversationPolicy, now: Date) throws -> Turn {
        let place =
            if let conversation = row.conversation {
                OpenConversation(id: conversation, isNew: false)
            } else {
                try openConversation(
                    channel: row.channel, key: row.conversationKey, user: row.user, acceptedAt: row.acceptedAt,
                    policy: policy, now: now)
            }
        let question = try row.question ?? insertMessage(place.id, .user, row.content, now: now)
        try db.run(
            TurnStatement.begin,
            [epoch, place.id.rawValue, question.rawValue, Timestamp.text(now), row.id.rawValue])
        var history: [Turn.Message] = []
        if !place.isNew {
            try db.run(ConversationStatement.touch, [Timestamp.text(now), place.id.rawValue])
            history = try self.history(of: place.id, before: question, limit: policy.historyLimit)
        }
        return Turn(
            id: row.id, channel: row.channel, address: ChatAddress(row.lane), user: row.user,
            conversation: place.id, messageID: row.messageID ?? "", content: row.content, caller: row.caller,
            replyContext: row.replyContext, attempt: row.attempts + 1, acceptedAt: row.acceptedAt, history: history)
    }

    func beginTurns(limit: Int, policy: ConversationPolicy, now: Date) throws -> [Turn] {
        if limit <= 0 { return [] }
        // What is told here of repetitions and damaged turns waits to be taken.
        var untaken = Ends()
        return try db.rows(TurnStatement.runnableHeads, [Timestamp.text(now), limit]).compactMap { head in
            try advance(
                channel: head[1], lane: head[2], mayBegin: true, policy: policy, taking: false, now: now,
                ends: &untaken)
        }
    }
}

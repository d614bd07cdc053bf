import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

/// What has ended on the way, and what is to be sent of it.
struct Ends {
    var replies: [OutboxItem] = []
    /// Turns, merged messages, and repetitions that waited for one.
    var count = 0
    /// The messages that were merged into a turn that has ended.
    var merged: [TurnID] = []

    static func += (all: inout Ends, more: Ends) {
        all.replies += more.replies
        all.count += more.count
        all.merged += more.merged
    }
}

extension StoreTransaction {
    func complete(_ completion: TurnCompletion) throws -> CompletedTurn {
        let now = completion.now
        let row = try running(completion.turn.id, attempt: completion.turn.attempt)
        guard let conversation = row.conversation else { throw StoreError.corrupt("a turn") }
        let (state, outcome) = try insertAnswer(completion.end, of: row, in: conversation, now: now)
        try end(row.id, as: state, outcome, now: now)
        try reach(conversation, lane: row.lane, address: row.address, context: row.replyContext, now: now)
        if case .answered(_, let usage) = completion.end {
            try addUsage(usage, of: row, isAnswer: true, now: now)
        } else if let used = completion.used {
            try addUsage(used, of: row, isAnswer: false, now: now)
        }
        if case .said = completion.end, case .command(.reset, _) = row.plan {
            try db.run(ConversationStatement.finish, [conversation.rawValue])
        }

        var ends = Ends(count: 1)
        let head = try laneHead(channel: row.channel, lane: row.lane)
        let telling = Telling(
            outcome: outcome, parts: completion.parts.map(\.storable), apology: completion.apology?.storable,
            othersWait: head != nil, taking: true, now: now)
        try tell(telling, of: row, ends: &ends)
        let next = try advance(
            channel: row.channel, lane: row.lane, from: head,
            completion.mayBeginNext ? .unlessSuspects : .no, policy: completion.policy, apology: completion.apology,
            taking: true, now: now, ends: &ends)
        return CompletedTurn(
            outcome: outcome, replies: ends.replies, next: next, ended: ends.count, merged: ends.merged)
    }

    /// Stores what was said, if anything was.
    private func insertAnswer(
        _ end: TurnCompletion.End, of row: InboxRow, in conversation: ConversationID, now: Date
    ) throws -> (InboxRow.State, TurnOutcome) {
        func answered(_ text: String, _ status: MessageStatus, _ usage: TurnCompletion.Usage?) throws -> TurnOutcome {
            let text = text.storable
            let message = try insertMessage(conversation, .assistant, text, status: status, usage: usage, now: now)
            return .answered(TurnAnswer(text: text, message: message, conversation: conversation))
        }
        switch end {
        case .answered(let text, let usage): return (.answered, try answered(text, .complete, usage))
        case .said(let text): return (.answered, try answered(text, .aside, nil))
        case .failed(let error, let partial):
            try insertPartial(partial, .incomplete, to: row.user, in: conversation, now: now)
            return (.failed, .failed(error))
        case .cancelled(let partial):
            try insertPartial(partial, .cancelled, to: row.user, in: conversation, now: now)
            return (.cancelled, .cancelled)
        }
    }

    /// Nothing else says to whom it was said.
    private func insertPartial(
        _ partial: String?, _ status: MessageStatus, to user: UserID, in conversation: ConversationID, now: Date
    ) throws {
        guard let partial = partial?.storable, !partial.isEmpty else { return }
        let message = try insertMessage(conversation, .assistant, partial, status: status, now: now)
        try db.run(ConversationStatement.noteWriter, [message.rawValue, user.rawValue, conversation.rawValue])
    }

    func end(_ id: TurnID, as state: InboxRow.State, _ outcome: TurnOutcome, now: Date) throws {
        var answer: MessageID?
        var error: RecordedError?
        switch outcome {
        case .answered(let stored): answer = stored.message
        case .failed(let recorded): error = recorded
        // A repetition of a cancelled turn is over too; its row says why.
        case .cancelled: error = state == .merged ? .cancelled : nil
        case .pending: break
        }
        let arguments: StatementArguments = [state.rawValue, answer?.rawValue]
        try db.run(
            TurnStatement.end,
            arguments + ErrorColumns(error).arguments + [Timestamp.text(now), id.rawValue])
    }

    func postpone(
        _ turn: TurnID, until notBefore: Date, error: RecordedError, used: TurnCompletion.Usage?, now: Date
    ) throws {
        let arguments: StatementArguments = [Timestamp.text(notBefore)]
        try db.run(
            TurnStatement.postpone,
            arguments + ErrorColumns(error).arguments + [Timestamp.text(now), turn.rawValue, epoch])
        if db.changesCount == 0 { throw StoreError(.fenced, "turn \(turn) is no longer this process's to postpone") }
        if let used, let row = try self.turn(turn) { try addUsage(used, of: row, isAnswer: false, now: now) }
    }

    func outcome(of id: TurnID) throws -> TurnOutcome? {
        guard let asked = try turn(id) else { return nil }
        let row = try end(of: asked)
        switch row.state {
        case .queued, .running, .merged: return .pending
        case .answered: return .answered(try answer(of: row))
        case .failed:
            guard let error = row.error else { throw StoreError.corrupt("a failure") }
            return .failed(error)
        case .skipped where row.rule == SkipRule.paused: return .failed(.paused)
        case .skipped, .cancelled: return .cancelled
        }
    }
}

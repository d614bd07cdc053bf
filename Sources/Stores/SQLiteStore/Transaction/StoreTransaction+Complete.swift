import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

/// What has ended on the way, and what is to be sent of it.
struct Ends {
    var replies: [OutboxItem] = []
    /// Turns, and repetitions that waited for one.
    var count = 0

    static func += (all: inout Ends, more: Ends) {
        all.replies += more.replies
        all.count += more.count
    }
}

extension StoreTransaction {
    func complete(_ completion: TurnCompletion) throws -> CompletedTurn {
        let now = completion.now
        let row = try running(completion.turn.id, attempt: completion.turn.attempt)
        guard let conversation = row.conversation else { throw StoreError.corrupt("a turn") }

        let outcome: TurnOutcome
        let state: InboxRow.State
        switch completion.end {
        case .answered(let text, let usage):
            let text = text.storable
            let message = try insertMessage(conversation, .assistant, text, usage: usage, now: now)
            outcome = .answered(TurnAnswer(text: text, message: message, conversation: conversation))
            state = .answered
        case .failed(let error, let partial):
            try insertPartial(partial, .incomplete, in: conversation, now: now)
            outcome = .failed(error)
            state = .failed
        case .cancelled(let partial):
            try insertPartial(partial, .cancelled, in: conversation, now: now)
            outcome = .cancelled
            state = .cancelled
        }
        try end(row.id, as: state, outcome, now: now)
        try db.run(ConversationStatement.touch, [Timestamp.text(now), conversation.rawValue])

        var ends = Ends(count: 1)
        try tell(outcome, of: row, taking: true, now: now, ends: &ends)
        let next = try advance(
            channel: row.channel, lane: row.lane, mayBegin: completion.mayBeginNext, policy: completion.policy,
            taking: true, now: now, ends: &ends)
        return CompletedTurn(outcome: outcome, replies: ends.replies, next: next, ended: ends.count)
    }

    func postpone(_ turn: TurnID, until notBefore: Date, error: RecordedError) throws {
        let arguments: StatementArguments = [Timestamp.text(notBefore)]
        try db.run(
            TurnStatement.postpone,
            arguments + ErrorColumns(error).arguments + [Timestamp.text(Date()), turn.rawValue, epoch])
        if db.changesCount == 0 { throw StoreError(.fenced, "turn \(turn) is no longer this process's to postpone") }
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
        case .skipped, .cancelled: return .cancelled
        }
    }

    /// The place of a repetition has come: it gets its turn's answer, or waits for that turn alone.
    func give(
        _ listener: InboxRow, target: TurnID, taking: Bool, now: Date, ends: inout Ends
    ) throws {
        guard let row = try turn(target), let outcome = try outcome(of: target) else {
            throw StoreError.corrupt("a repetition")
        }
        try end(listener.id, as: .merged, outcome, now: now)
        if outcome != .pending { ends.count += 1 }
        try send(outcome, of: row, to: listener, taking: taking, now: now, replies: &ends.replies)
    }

    /// Tells everyone who is sent a turn's end: its own caller, and the repetitions that wait for it alone.
    func tell(
        _ outcome: TurnOutcome, of row: InboxRow, taking: Bool, now: Date, ends: inout Ends
    ) throws {
        try send(outcome, of: row, to: row, taking: taking, now: now, replies: &ends.replies)
        for listener in try db.rows(TurnStatement.listeners, [row.id.rawValue]) {
            guard let listener = try turn(TurnID(listener[0])) else { continue }
            try end(listener.id, as: .merged, outcome, now: now)
            ends.count += 1
            try send(outcome, of: row, to: listener, taking: taking, now: now, replies: &ends.replies)
        }
    }

    private func insertPartial(
        _ partial: String?, _ status: MessageStatus, in conversation: ConversationID, now: Date
    ) throws {
        guard let partial = partial?.storable, !partial.isEmpty else { return }
        _ = try insertMessage(conversation, .assistant, partial, status: status, now: now)
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
}

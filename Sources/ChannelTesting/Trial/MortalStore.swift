import BotStore
import ChannelKit
import Synchronization

import struct Foundation.Date

/// A store that is out of reach once the process that uses it counts as killed, and that a case may hold up or break.
struct MortalStore: Store {
    let base: any Store
    let lifeline: Lifeline
    let gate: AcceptGate

    var installation: String { base.installation }
    var accounts: any AccountStore { base.accounts }

    /// A call whose answer would come to a dead process is lost, whatever it has done.
    private func living<Value: Sendable>(
        _ call: () async throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try lifeline.require()
        let value = try await call()
        try lifeline.require()
        return value
    }

    func accept(_ intake: Intake) async throws(StoreError) -> [IntakeOutcome] {
        try await gate.pass()
        return try await living { () throws(StoreError) in try await base.accept(intake) }
    }

    func complete(_ completion: TurnCompletion) async throws(StoreError) -> CompletedTurn {
        try await living { () throws(StoreError) in try await base.complete(completion) }
    }

    func abandon(
        _ turn: Turn, error: RecordedError, apology: String?, now: Date
    ) async throws(StoreError) -> CompletedTurn {
        try await living { () throws(StoreError) in
            try await base.abandon(turn, error: error, apology: apology, now: now)
        }
    }

    func postpone(
        _ turn: TurnID, until notBefore: Date, error: RecordedError, used: TurnCompletion.Usage?, now: Date
    ) async throws(StoreError) {
        try await living { () throws(StoreError) in
            try await base.postpone(turn, until: notBefore, error: error, used: used, now: now)
        }
    }

    func beginTurns(
        limit: Int, policy: ConversationPolicy, apologies: [String: String], now: Date
    ) async throws(StoreError) -> BegunTurns {
        try await living { () throws(StoreError) in
            try await base.beginTurns(limit: limit, policy: policy, apologies: apologies, now: now)
        }
    }

    func beginSuspect(
        policy: ConversationPolicy, apologies: [String: String], now: Date
    ) async throws(StoreError) -> BegunTurns {
        try await living { () throws(StoreError) in
            try await base.beginSuspect(policy: policy, apologies: apologies, now: now)
        }
    }

    func joinOthers(_ turn: TurnID) async throws(StoreError) {
        try await living { () throws(StoreError) in try await base.joinOthers(turn) }
    }

    func pendingTurns() async throws(StoreError) -> Int {
        try await living { () throws(StoreError) in try await base.pendingTurns() }
    }

    func outcome(of turn: TurnID) async throws(StoreError) -> TurnOutcome? {
        try await living { () throws(StoreError) in try await base.outcome(of: turn) }
    }

    func standing(of turn: TurnID) async throws(StoreError) -> TurnStanding? {
        try await living { () throws(StoreError) in try await base.standing(of: turn) }
    }

    func newestMerged(into turn: TurnID) async throws(StoreError) -> MergedMessage? {
        try await living { () throws(StoreError) in try await base.newestMerged(into: turn) }
    }

    func cancelQueued(_ turn: TurnID, now: Date) async throws(StoreError) -> Bool {
        try await living { () throws(StoreError) in try await base.cancelQueued(turn, now: now) }
    }

    func history(_ query: HistoryQuery, channel: String) async throws(StoreError) -> HistoryPage? {
        try await living { () throws(StoreError) in try await base.history(query, channel: channel) }
    }

    func takeOverReplies(_ takeover: ReplyTakeover, now: Date) async throws(StoreError) {
        try await living { () throws(StoreError) in try await base.takeOverReplies(takeover, now: now) }
    }

    func takeReplies(channels: [String], limit: Int, now: Date) async throws(StoreError) -> [OutboxItem] {
        try await living { () throws(StoreError) in
            try await base.takeReplies(channels: channels, limit: limit, now: now)
        }
    }

    func recordSend(
        _ reply: ReplyID, _ outcome: SendOutcome, takingNext: Bool, now: Date
    ) async throws(StoreError) -> OutboxItem? {
        try await living { () throws(StoreError) in
            try await base.recordSend(reply, outcome, takingNext: takingNext, now: now)
        }
    }

    func pendingReplies(channels: [String]) async throws(StoreError) -> Int {
        try await living { () throws(StoreError) in try await base.pendingReplies(channels: channels) }
    }

    func prune(before: Date, limit: Int) async throws(StoreError) -> Int {
        try await living { () throws(StoreError) in try await base.prune(before: before, limit: limit) }
    }

    func expireMessages(
        before: Date, after: MessageID?, limit: Int
    ) async throws(StoreError) -> ExpiredMessages {
        try await living { () throws(StoreError) in
            try await base.expireMessages(before: before, after: after, limit: limit)
        }
    }

    func setBudget(_ budget: DailyBudget?) async throws(StoreError) {
        try await living { () throws(StoreError) in try await base.setBudget(budget) }
    }

    func cursor(of channel: String) async throws(StoreError) -> String? {
        try await living { () throws(StoreError) in try await base.cursor(of: channel) }
    }

    func setCursor(of channel: String, to value: String) async throws(StoreError) {
        try await living { () throws(StoreError) in try await base.setCursor(of: channel, to: value) }
    }

    func ping() async throws(StoreError) {
        try await living { () throws(StoreError) in try await base.ping() }
    }

    func close() async { await base.close() }
}

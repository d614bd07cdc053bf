public import BotStore
public import ChannelKit
import GRDB
import Synchronization

public import struct Foundation.Date

extension SQLiteStore {
    public func accept(_ intake: Intake) async throws(StoreError) -> [IntakeOutcome] {
        try await write(mayRefuse: true) { transaction in try transaction.accept(intake) }
    }

    public func complete(_ completion: TurnCompletion) async throws(StoreError) -> CompletedTurn {
        try await write { transaction in try transaction.complete(completion) }
    }

    public func abandon(
        _ turn: Turn, error: RecordedError, apology: String?, now: Date
    ) async throws(StoreError) -> CompletedTurn {
        try await write { transaction in
            try transaction.abandon(turn, error: error, apology: apology, now: now)
        }
    }

    public func postpone(
        _ turn: TurnID, until notBefore: Date, error: RecordedError, used: TurnCompletion.Usage?, now: Date
    ) async throws(StoreError) {
        try await write { transaction in
            try transaction.postpone(turn, until: notBefore, error: error, used: used, now: now)
        }
    }

    public func beginTurns(
        limit: Int, policy: ConversationPolicy, apologies: [String: String], now: Date
    ) async throws(StoreError) -> BegunTurns {
        try await write { transaction in
            try transaction.beginTurns(limit: limit, policy: policy, apologies: apologies, now: now)
        }
    }

    public func beginSuspect(
        policy: ConversationPolicy, apologies: [String: String], now: Date
    ) async throws(StoreError) -> BegunTurns {
        try await write { transaction in
            try transaction.beginSuspect(policy: policy, apologies: apologies, now: now)
        }
    }

    public func joinOthers(_ turn: TurnID) async throws(StoreError) {
        try await write { transaction in try transaction.joinOthers(turn) }
    }

    public func pendingTurns() async throws(StoreError) -> Int {
        try await connection.read { db in try db.row(TurnStatement.countPending, [])?[0] ?? 0 }
    }

    public func outcome(of turn: TurnID) async throws(StoreError) -> TurnOutcome? {
        try await read { transaction in try transaction.outcome(of: turn) }
    }

    public func standing(of turn: TurnID) async throws(StoreError) -> TurnStanding? {
        try await read { transaction in try transaction.standing(of: turn) }
    }

    public func newestMerged(into turn: TurnID) async throws(StoreError) -> MergedMessage? {
        try await read { transaction in try transaction.newestMerged(into: turn) }
    }

    public func cancelQueued(_ turn: TurnID, now: Date) async throws(StoreError) -> Bool {
        try await write { transaction in try transaction.cancelQueued(turn, now: now) }
    }

    func write<Value: Sendable>(
        mayRefuse: Bool = false, _ body: @escaping @Sendable (StoreTransaction) throws -> Value
    ) async throws(StoreError) -> Value {
        let budget = budget.withLock { $0 }
        return try await connection.write(mayRefuse: mayRefuse) { [epoch] db in
            try body(StoreTransaction(db: db, epoch: epoch, budget: budget))
        }
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (StoreTransaction) throws -> Value
    ) async throws(StoreError) -> Value {
        try await connection.read { [epoch] db in try body(StoreTransaction(db: db, epoch: epoch)) }
    }
}

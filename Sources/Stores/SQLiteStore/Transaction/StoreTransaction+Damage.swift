import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    /// Runs `body` in a savepoint of its own. Nil where a row that it reads is damaged: then nothing of it has happened,
    /// and whatever else the transaction does is unharmed.
    func unlessDamaged<Value>(_ body: () throws -> Value) throws -> Value? {
        try db.cachedStatement(sql: "SAVEPOINT row").execute()
        var value: Value?
        do {
            value = try body()
        } catch let error where StoreError(sqlite: error).isLasting && db.isInsideTransaction {
            try db.cachedStatement(sql: "ROLLBACK TO row").execute()
        }
        try db.cachedStatement(sql: "RELEASE row").execute()
        return value
    }

    /// Ends a running turn whose row may be damaged. Its caller is told by what the turn in hand says.
    func abandon(_ turn: Turn, error: RecordedError, apology: String?, now: Date) throws -> CompletedTurn {
        guard let lane: String = try db.row(TurnStatement.claim, [turn.id.rawValue, epoch, turn.attempt])?[0] else {
            throw StoreError(.fenced, "turn \(turn.id) is no longer this process's to end")
        }
        try end(turn.id, as: .failed, .failed(error), now: now)
        var ends = Ends(count: 1)
        let telling = Telling(outcome: .failed(error), apology: apology?.storable, taking: true, now: now)
        try tell(telling, turn, in: lane, ends: &ends)
        return CompletedTurn(
            outcome: .failed(error), replies: ends.replies, next: nil, ended: ends.count, merged: ends.merged)
    }

    /// Ends a turn that can never be begun, so that its lane goes on. Whoever asked is told, where the row still says who
    /// that is; messages that had joined it go on by themselves.
    func endUnbegun(
        _ id: TurnID, _ error: RecordedError, apology: String?, taking: Bool, now: Date, ends: inout Ends
    ) throws {
        try db.run(MergeStatement.detach, [Timestamp.text(now), id.rawValue])
        try end(id, as: .failed, .failed(error), now: now)
        ends.count += 1
        try tell(
            Telling(outcome: .failed(error), apology: apology?.storable, taking: taking, now: now), whoAsked: id,
            ends: &ends)
    }
}

extension RecordedError {
    static let damaged: RecordedError = {
        let fault = ChannelError.internalFault("its row is damaged")
        return RecordedError(
            code: fault.code.rawValue, kind: fault.kind.rawValue, message: fault.message, detail: fault.detail)
    }()
}

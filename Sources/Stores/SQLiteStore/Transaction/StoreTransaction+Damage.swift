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

    /// Ends a turn that can never be begun, so that its lane goes on. Whoever listens is told, where the row still says
    /// who that is.
    func endDamaged(_ id: TurnID, taking: Bool, now: Date, ends: inout Ends) throws {
        try endUnread(id, .damaged, taking: taking, now: now, ends: &ends)
    }

    /// Ends a turn that may be damaged.
    func endUnread(
        _ id: TurnID, _ error: RecordedError, taking: Bool, now: Date, ends: inout Ends
    ) throws {
        try end(id, as: .failed, .failed(error), now: now)
        ends.count += 1
        var told = Ends()
        let isTold: Void? = try unlessDamaged {
            guard let row = try turn(id) else { return }
            try tell(Telling(outcome: .failed(error), taking: taking, now: now), of: row, ends: &told)
        }
        if isTold != nil { ends += told }
    }
}

extension RecordedError {
    static let damaged: RecordedError = {
        let fault = ChannelError.internalFault("its row is damaged")
        return RecordedError(
            code: fault.code.rawValue, kind: fault.kind.rawValue, message: fault.message, detail: fault.detail)
    }()
}

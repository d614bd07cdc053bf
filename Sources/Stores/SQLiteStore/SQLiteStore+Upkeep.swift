public import BotStore
public import ChannelKit
import GRDB
import Synchronization

public import struct Foundation.Date

extension SQLiteStore {
    /// As much as a channel may keep, in bytes of UTF-8.
    private static let largestCursor = 4096

    public func prune(before: Date, limit: Int) async throws(StoreError) -> Int {
        try await write { transaction in try transaction.prune(before: before, limit: limit) }
    }

    public func expireMessages(
        before: Date, after: MessageID?, limit: Int
    ) async throws(StoreError) -> ExpiredMessages {
        try await write { transaction in try transaction.expireMessages(before: before, after: after, limit: limit) }
    }

    public func setBudget(_ budget: DailyBudget?) async throws(StoreError) { self.budget.withLock { $0 = budget } }

    public func cursor(of channel: String) async throws(StoreError) -> String? {
        try await connection.read { db in try db.row(UpkeepStatement.cursor, [channel])?[0] }
    }

    public func setCursor(of channel: String, to value: String) async throws(StoreError) {
        if value.utf8.count > Self.largestCursor {
            throw StoreError(.invalid, "a cursor holds at most \(Self.largestCursor) bytes, not \(value.utf8.count)")
        }
        if value.utf8.contains(0) { throw StoreError(.invalid, "a cursor cannot hold a NUL character") }
        try await connection.write { db in
            try db.run(UpkeepStatement.setCursor, [channel, value, Timestamp.text(Date())])
        }
    }

    /// Reads, and unless something was durably written just now, writes: a full or read-only disk shows in no read.
    public func ping() async throws(StoreError) {
        if let last = connection.writer.lastCommit, last.duration(to: .now) < .seconds(5) {
            return try await connection.read { db in _ = try db.row(UpkeepStatement.meta, ["epoch"]) }
        }
        try await connection.write { db in
            try db.run(UpkeepStatement.setMeta, [Timestamp.text(Date()), "written"])
        }
    }
}

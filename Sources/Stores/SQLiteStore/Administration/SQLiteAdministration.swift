public import BotStore
import GRDB

import struct Foundation.Date

/// A SQLite store as operators see it, beside the bot that may be serving it.
public final class SQLiteAdministration: StoreAdministration, Sendable {
    let connection: SQLiteConnection
    public var accounts: any AccountStore { SQLiteAccounts(connection: connection) }

    init(connection: SQLiteConnection) {
        self.connection = connection
    }

    public func schemaVersion() async throws(StoreError) -> (current: Int, needed: Int) {
        try await connection.read { db in (current: try Schema.current(db), needed: Schema.needed) }
    }

    public func rowCounts() async throws(StoreError) -> [(table: String, rows: Int)] {
        try await connection.read { db in
            if try Schema.current(db) == 0 { return [] }
            try Schema.requireCurrent(db)
            return try Self.tables.map { table in
                (table: table, rows: try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0)
            }
        }
    }

    public func clean() async throws(StoreError) {
        try await connection.write { db in
            try Schema.requireCurrent(db)
            // Rows that refer to others go first. SQLite's own table of the last ids stays.
            for table in Self.tables.reversed() { try db.execute(sql: "DELETE FROM \(table)") }
            // What comes again is no news.
            try db.run(UpkeepStatement.forget, [Timestamp.text(Date())])
        }
    }

    public func close() async {
        await connection.close()
    }

    /// In an order in which each refers to earlier ones only.
    private static let tables = [
        "users", "identities", "conversations", "messages", "inbox", "outbox", "receipts", "buckets", "cursors",
        "sessions", "link_codes", "usage_days",
    ]
}

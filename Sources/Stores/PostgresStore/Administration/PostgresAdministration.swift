public import BotStore
import PostgresClient

import struct Foundation.Date

/// A PostgreSQL store as operators see it, beside the bots that may be serving it.
public final class PostgresAdministration: StoreAdministration, Sendable {
    /// A bound on what one list may hold.
    static let longestList = 100_000

    let pool: PostgresPool
    public var accounts: any AccountStore { PostgresAccounts(pool: pool) }

    init(pool: PostgresPool) { self.pool = pool }

    public func schemaVersion() async throws(StoreError) -> (current: Int, needed: Int) {
        (current: try await Schema.current(pool), needed: Schema.needed)
    }

    public func rowCounts() async throws(StoreError) -> [(table: String, rows: Int)] {
        if try await Schema.current(pool) == 0 { return [] }
        var counts: [(table: String, rows: Int)] = []
        for table in Self.tables {
            let rows = try await rows(
                PostgresStatement(name: "ck_count_\(table)", sql: "SELECT count(*) FROM \(table)"), [])
            counts.append((table: table, rows: Int(try rows.first?.number(0) ?? 0)))
        }
        return counts
    }

    /// What comes again is no news. Ids go on where they were.
    public func clean() async throws(StoreError) {
        try Schema.require(try await Schema.current(pool))
        let tables = Self.tables.joined(separator: ", ")
        do {
            _ = try await pool.run([
                PostgresQuery(
                    PostgresStatement(
                        name: "ck_clean", sql: "TRUNCATE \(tables), message_writers CONTINUE IDENTITY"), []),
                PostgresQuery(
                    PostgresStatement(
                        name: "ck_forget",
                        sql:
                            "UPDATE meta SET value = greatest(value::double precision, extract(epoch FROM now()))::text WHERE key = 'forgotten'"
                    ),
                    []),
            ])
        } catch {
            throw StoreError(postgres: error)
        }
    }

    public func close() async { await pool.close() }

    func rows(
        _ statement: PostgresStatement, _ parameters: [PostgresValue]
    ) async throws(StoreError) -> [OperatorRow] {
        do {
            return try await pool.run([PostgresQuery(statement, parameters)])[0].map(OperatorRow.init)
        } catch {
            throw StoreError(postgres: error)
        }
    }

    private static let tables = [
        "users", "identities", "conversations", "messages", "inbox", "outbox", "receipts", "buckets", "cursors",
        "sessions", "link_codes", "usage_days",
    ]
}

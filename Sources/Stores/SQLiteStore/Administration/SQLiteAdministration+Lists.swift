public import BotStore
public import ChannelKit
import GRDB

extension SQLiteAdministration {
    /// A bound on what one list may hold.
    private static let longestList = 100_000

    public func users(limit: Int, before: UserID?) async throws(StoreError) -> [UserRecord] {
        try await connection.read { db in
            try Schema.requireCurrent(db)
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT id, name, email, phone_number, is_guest, origin, created_at FROM users
                    WHERE id < ? ORDER BY id DESC LIMIT ?
                    """, arguments: [before?.rawValue ?? Int64.max, min(max(limit, 0), Self.longestList)])
            return try rows.map { row in
                guard let createdAt = Timestamp.date(row[6]) else { throw StoreError.corrupt("a user") }
                return UserRecord(
                    id: UserID(row[0]), name: row[1], email: row[2], phoneNumber: row[3], isGuest: row[4],
                    origin: row[5], createdAt: createdAt)
            }
        }
    }

    public func inbox(state: String?, limit: Int, after: TurnID?) async throws(StoreError) -> [InboxRecord] {
        if let state, InboxRow.State(rawValue: state) == nil {
            throw StoreError(
                .invalid, "no such state: \(state.prefix(40)); one of \(InboxRow.State.words)")
        }
        return try await connection.read { db in
            try Schema.requireCurrent(db)
            let selection = state == nil ? "state IN ('queued', 'running', 'failed')" : "state = ?"
            let states: StatementArguments = state.map { [$0] } ?? []
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT id, channel, user_id, state, attempts, created_at, error_code, error_kind, error_message,
                        error_retry_after, error_detail
                    FROM inbox WHERE \(selection) AND id > ? ORDER BY id LIMIT ?
                    """, arguments: states + [after?.rawValue ?? 0, min(max(limit, 0), Self.longestList)])
            return try rows.map { row in
                guard let createdAt = Timestamp.date(row[5]) else { throw StoreError.corrupt("the inbox") }
                return InboxRecord(
                    id: TurnID(row[0]), channel: row[1], user: UserID(row[2]), state: row[3], attempts: row[4],
                    createdAt: createdAt, lastError: ErrorColumns(row, from: 6).error)
            }
        }
    }
}

public import BotStore
public import ChannelKit
import GRDB

extension SQLiteAdministration {
    /// A bound on what one list may hold.
    static let longestList = 100_000

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
}

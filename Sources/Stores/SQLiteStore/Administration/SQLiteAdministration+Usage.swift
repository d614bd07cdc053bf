public import BotStore
import GRDB

extension SQLiteAdministration {
    public func usage(
        by grouping: UsageGrouping, from: String?, to: String?, limit: Int
    ) async throws(StoreError) -> [UsageRecord] {
        try await connection.read { db in
            try Schema.requireCurrent(db)
            let (key, order) =
                switch grouping {
                case .user: ("user_id", "sum(prompt_tokens) + sum(completion_tokens) DESC, user_id")
                case .channel: ("channel", "sum(prompt_tokens) + sum(completion_tokens) DESC, channel")
                case .day: ("day", "day DESC")
                }
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT CAST(\(key) AS TEXT), sum(turns), sum(prompt_tokens), sum(completion_tokens) FROM usage_days
                    WHERE day BETWEEN ? AND ? AND channel <> '' GROUP BY \(key) ORDER BY \(order) LIMIT ?
                    """, arguments: [from ?? "", to ?? "9999-99-99", min(max(limit, 0), Self.longestList)])
            return rows.map { row in
                UsageRecord(key: row[0], turns: row[1], promptTokens: row[2], completionTokens: row[3])
            }
        }
    }
}

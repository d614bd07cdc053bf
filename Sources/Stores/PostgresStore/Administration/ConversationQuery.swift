import BotStore
import PostgresClient

/// What operators read of conversations and of usage.
enum ConversationQuery {
    private static let columns = "id, channel, user_id, is_finished, created_at, last_updated, paused_at"

    /// `$3`, `$4`, `$5`: the channel, the user and the state, null for all.
    static let list = PostgresStatement(
        name: "ck_conversations",
        sql: """
            SELECT \(columns) FROM conversations
            WHERE id < $1::bigint AND ($3::text IS NULL OR channel = $3) AND ($4::bigint IS NULL OR user_id = $4)
                AND ($5::text IS NULL OR $5 = CASE
                    WHEN is_finished THEN 'finished' WHEN paused_at IS NULL THEN 'open' ELSE 'paused' END)
            ORDER BY id DESC LIMIT $2::bigint
            """)

    static let one = PostgresStatement(
        name: "ck_conversation_of", sql: "SELECT \(columns) FROM conversations WHERE id = $1::bigint")

    static let sayings = PostgresStatement(
        name: "ck_sayings",
        sql: """
            SELECT id, role, content, status, by_operator, created_at, model, prompt_tokens, completion_tokens,
                finish_reason
            FROM messages WHERE conversation_id = $1::bigint AND id < $2::bigint ORDER BY id DESC LIMIT $3::bigint
            """)

    /// `$1`, `$2`: the first and the last day, null without an end.
    static func usage(by grouping: UsageGrouping) -> PostgresStatement {
        let (key, order) =
            switch grouping {
            case .user: ("user_id", "sum(prompt_tokens) + sum(completion_tokens) DESC, user_id")
            case .channel: ("channel", "sum(prompt_tokens) + sum(completion_tokens) DESC, channel")
            case .day: ("day", "day DESC")
            }
        return PostgresStatement(
            name: "ck_usage_\(grouping.rawValue)",
            sql: """
                SELECT \(key)::text, sum(turns)::bigint, sum(prompt_tokens)::bigint, sum(completion_tokens)::bigint
                FROM usage_days
                WHERE day >= coalesce($1::text, '0001-01-01')::date AND day <= coalesce($2::text, '9999-12-31')::date
                    AND channel <> ''
                GROUP BY \(key) ORDER BY \(order) LIMIT $3::bigint
                """)
    }
}

import PostgresClient

/// What operators read.
enum OperatorQuery {
    static let users = PostgresStatement(
        name: "ck_users",
        sql: """
            SELECT id, name, email, phone_number, is_guest, origin, created_at FROM users
            WHERE id < $1 ORDER BY id DESC LIMIT $2
            """)

    private static let turnColumns = """
        id, channel, user_id, state, attempts, created_at, error_code, error_kind, error_message, error_retry_after,
        error_detail, rule, by_hand
        """

    static let openTurns = PostgresStatement(
        name: "ck_open_turns",
        sql: """
            SELECT \(turnColumns) FROM inbox
            WHERE (state IN ('queued', 'running') OR state = 'failed') AND id > $1 ORDER BY id LIMIT $2
            """)

    static let turnsByState = PostgresStatement(
        name: "ck_turns_by_state",
        sql: "SELECT \(turnColumns) FROM inbox WHERE state = $3 AND id > $1 ORDER BY id LIMIT $2")

    static let turn = PostgresStatement(
        name: "ck_turn", sql: "SELECT \(turnColumns), message_id, content, not_before FROM inbox WHERE id = $1")

    static let turnsOfUser = PostgresStatement(
        name: "ck_turns_of_user",
        sql: """
            SELECT \(turnColumns), message_id, content, not_before FROM inbox
            WHERE user_id = $1::bigint AND id > $2::bigint ORDER BY id LIMIT $3::bigint
            """)

    private static let replyColumns = """
        reply.id, reply.channel, reply.user_id, reply.address, reply.in_reply_to, reply.state, reply.attempts,
        reply.uncertain, reply.created_at, reply.error_code, reply.error_kind, reply.error_message,
        reply.error_retry_after, reply.error_detail
        """

    static let openReplies = PostgresStatement(
        name: "ck_open_replies",
        sql: """
            SELECT \(replyColumns) FROM outbox AS reply
            WHERE (state IN ('pending', 'sending') OR state = 'dead') AND id > $1 ORDER BY id LIMIT $2
            """)

    static let repliesByState = PostgresStatement(
        name: "ck_replies_by_state",
        sql: "SELECT \(replyColumns) FROM outbox AS reply WHERE state = $3 AND id > $1 ORDER BY id LIMIT $2")

    static let repliesOfUser = PostgresStatement(
        name: "ck_replies_of_user",
        sql: """
            SELECT \(replyColumns), coalesce(reply.text, message.content, reply.failure_message, ''),
                reply.platform_ids, reply.not_before
            FROM outbox AS reply LEFT JOIN messages AS message ON message.id = reply.message_id
            WHERE reply.user_id = $1::bigint AND reply.id > $2::bigint ORDER BY reply.id LIMIT $3::bigint
            """)

    static let reply = PostgresStatement(
        name: "ck_reply",
        sql: """
            SELECT \(replyColumns), coalesce(reply.text, message.content, reply.failure_message, ''),
                reply.platform_ids, reply.not_before
            FROM outbox AS reply LEFT JOIN messages AS message ON message.id = reply.message_id WHERE reply.id = $1
            """)
}

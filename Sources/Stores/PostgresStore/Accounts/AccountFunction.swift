import PostgresClient

/// What accounts ask of the schema, each in one statement.
enum AccountFunction {
    static let register = signedIn(
        "register",
        [
            "bigint", "bigint", "bigint", "timestamptz", "text", "text", "text", "text", "text", "text", "jsonb",
            "timestamptz",
        ])
    static let changeProfile = value("change_profile", ["bigint", "text", "text", "text", "text"])
    static let setPassword = signedIn("set_password", ["bigint", "text", "text", "jsonb", "timestamptz"])
    static let openSession = signedIn("open_session", ["bigint", "jsonb", "text", "text", "text[]", "timestamptz"])
    static let rotate = signedIn("rotate", ["text", "text", "text", "text", "timestamptz", "timestamptz"])
    static let endSession = value("end_session", ["bigint", "bigint", "timestamptz"])
    static let attempt = value("attempt", ["jsonb", "timestamptz"])
    static let keepLinkCode = value("keep_link_code", ["text", "bigint", "timestamptz", "integer", "timestamptz"])
    static let link = value("link_identity", ["text", "text", "text", "bigint", "timestamptz"])
    static let unlink = value("unlink", ["bigint", "text", "bigint", "timestamptz"])
    static let delete = value("delete_user", ["bigint", "timestamptz"])
    static let links = rows("links_of", ["bigint"])
    static let importUsers = rows("import_users", ["jsonb", "timestamptz"], version: 5)

    static let conversations = PostgresStatement(
        name: "ck5_conversations",
        sql: """
            SELECT id, channel, created_at, last_updated, is_finished, is_shared FROM conversations
            WHERE user_id = $1::bigint ORDER BY id
            """)

    private static let columns = """
        SELECT id, name, email, phone_number, is_guest, origin, created_at, email_key, password_hash FROM users
        """

    static let byID = PostgresStatement(
        name: "ck3_account",
        sql: "\(columns) WHERE id = $1::bigint AND ck3_is_good(id, $2::bigint, $3::timestamptz)")
    static let byEmail = PostgresStatement(name: "ck3_account_by_email", sql: "\(columns) WHERE email_key = $1::text")

    static let sessions = PostgresStatement(
        name: "ck3_sessions",
        sql: """
            SELECT id, channel, created_at, used_at, expires_at FROM sessions WHERE user_id = $1::bigint ORDER BY id
            """)

    static let messages = PostgresStatement(
        name: "ck3_export_messages",
        sql: """
            SELECT id, role, content, status, created_at FROM messages
            WHERE conversation_id = $1::bigint AND id > $2::bigint ORDER BY id LIMIT $3::bigint
            """)

    private static func signedIn(_ name: String, _ types: [String]) -> PostgresStatement { rows(name, types) }

    private static func rows(_ name: String, _ types: [String], version: Int = 3) -> PostgresStatement {
        PostgresStatement(
            name: "ck\(version)_\(name)",
            sql: "SELECT * FROM ck\(version)_\(name)(\(StoreFunction.places(types)))")
    }

    private static func value(_ name: String, _ types: [String]) -> PostgresStatement {
        PostgresStatement(name: "ck3_\(name)", sql: "SELECT ck3_\(name)(\(StoreFunction.places(types)))")
    }
}

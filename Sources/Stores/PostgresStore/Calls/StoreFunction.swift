import PostgresClient

/// The functions of the schema that the store calls, each one statement, with the types of what it takes.
enum StoreFunction {
    static let accept = rows(
        "accept",
        [
            "integer", "text", "text", "jsonb", "bigint", "jsonb", "bigint", "integer", "text", "boolean",
            "timestamptz",
        ], version: 3)
    static let complete = rows(
        "complete",
        [
            "integer", "bigint", "integer", "text", "text", "text", "integer", "integer", "text", "text[]",
            "text[]", "text", "boolean", "bigint", "integer", "timestamptz", "boolean",
        ], version: 4)
    static let abandon = rows("abandon", ["integer", "bigint", "integer", "text[]", "text", "timestamptz", "boolean"])
    static let postpone = value(
        "postpone",
        ["integer", "bigint", "integer", "timestamptz", "text[]", "integer", "integer", "timestamptz"], version: 5)
    static let beginTurns = rows("begin_turns", ["integer", "integer", "jsonb", "bigint", "integer", "timestamptz"])
    static let beginSuspect = rows("begin_suspect", ["integer", "jsonb", "bigint", "integer", "timestamptz"])
    static let joinOthers = value("join_others", ["integer", "bigint"])
    static let outcome = rows("outcome_of", ["bigint"])
    static let takeReplies = rows("take_replies", ["integer", "text[]", "integer", "timestamptz"])
    static let recordSend = rows(
        "record_send",
        [
            "integer", "bigint", "integer", "text", "text[]", "timestamptz", "boolean", "text[]", "boolean",
            "timestamptz",
        ])
    static let takeOverReplies = value("take_over_replies", ["integer", "jsonb", "bigint", "integer", "timestamptz"])
    static let register = value("register", ["text", "text[]", "bigint", "integer"])
    static let beat = value("beat", ["integer", "bigint"])
    static let takeOverDead = value("take_over_dead", ["integer", "timestamptz"])
    static let leave = value("leave", ["integer"])
    static let forgotten = value("forgotten", ["integer", "bigint[]", "bigint[]", "bigint", "timestamptz"])
    static let retryTurn = value("retry_turn", ["bigint", "timestamptz"])
    static let dropTurn = value("drop_turn", ["bigint", "timestamptz"])
    static let retryReply = value("retry_reply", ["bigint", "timestamptz"])
    static let dropReply = value("drop_reply", ["bigint", "timestamptz"])

    static let holdLoop = value("hold_loop", ["integer", "text", "bigint"], version: 2)
    static let releaseLoop = value("release_loop", ["integer", "text"], version: 2)
    static let setCursor = value("set_cursor", ["integer", "text", "text"], version: 2)

    static let setBudget = value("set_budget", ["integer", "jsonb"], version: 4)
    static let expireMessages = rows("expire_messages", ["integer", "timestamptz", "bigint", "integer"], version: 4)
    static let pauseConversation = value("pause", ["bigint", "timestamptz"], version: 4)
    static let resumeConversation = value("resume", ["bigint", "timestamptz"], version: 4)
    static let say = rows("say", ["bigint", "text", "timestamptz"], version: 4)

    /// One that answers in rows of `ck1_result`.
    private static func rows(_ name: String, _ types: [String], version: Int = 1) -> PostgresStatement {
        PostgresStatement(name: "ck\(version)_\(name)", sql: "SELECT * FROM ck\(version)_\(name)(\(places(types)))")
    }

    /// One that answers in one value.
    private static func value(_ name: String, _ types: [String], version: Int = 1) -> PostgresStatement {
        PostgresStatement(name: "ck\(version)_\(name)", sql: "SELECT ck\(version)_\(name)(\(places(types)))")
    }

    static func places(_ types: [String]) -> String {
        types.enumerated().map { "$\($0 + 1)::\($1)" }.joined(separator: ", ")
    }
}

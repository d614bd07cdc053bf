import GRDB

/// Conversations in which a person has taken over, what was used each day, and what goes when it is old.
///
/// A conversation remembers how its user was last reached (`lane`, `address`, `reply_context`): inbox rows are forgotten
/// sooner. `usage_days` refers to nobody, so that sums outlast the users they are of.
enum Migration0006 {
    static func run(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE conversations ADD COLUMN paused_at TEXT;
                ALTER TABLE conversations ADD COLUMN lane TEXT;
                ALTER TABLE conversations ADD COLUMN address TEXT;
                ALTER TABLE conversations ADD COLUMN reply_context TEXT;
                ALTER TABLE messages ADD COLUMN by_operator INTEGER NOT NULL DEFAULT 0;

                CREATE INDEX conversations_paused ON conversations (id) WHERE paused_at IS NOT NULL;

                CREATE TABLE usage_days (
                    user_id INTEGER NOT NULL,
                    day TEXT NOT NULL,
                    channel TEXT NOT NULL,
                    turns INTEGER NOT NULL,
                    prompt_tokens INTEGER NOT NULL,
                    completion_tokens INTEGER NOT NULL,
                    PRIMARY KEY (user_id, day, channel)
                ) STRICT, WITHOUT ROWID;

                CREATE INDEX usage_days_day ON usage_days (day);
                """)
    }
}

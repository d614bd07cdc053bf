import GRDB

/// What people need who sign up.
///
/// `email_key` is the address by which somebody signs in; `email` stays what they say of themselves. Tokens without a
/// session are good if they were issued after `tokens_after`. `lane_id` is the number under which a chat's messages are
/// ordered, and its conversations found, once the chat is another user's: so nothing that is under way changes its place.
/// Sessions and codes are found by hashes of what only their users hold.
///
/// The indexes by user and conversation are for deleting and exporting, and for the references from one to the other.
enum Migration0005 {
    static func run(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE users ADD COLUMN email_key TEXT;
                ALTER TABLE users ADD COLUMN tokens_after TEXT;
                ALTER TABLE users ADD COLUMN registered_at TEXT;
                CREATE UNIQUE INDEX users_email_key ON users (email_key) WHERE email_key IS NOT NULL;

                ALTER TABLE identities ADD COLUMN lane_id INTEGER;
                ALTER TABLE identities ADD COLUMN linked_at TEXT;
                ALTER TABLE identities ADD COLUMN origin TEXT;

                CREATE TABLE sessions (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    user_id INTEGER NOT NULL REFERENCES users(id),
                    channel TEXT NOT NULL,
                    conversation_id INTEGER NOT NULL,
                    family TEXT NOT NULL UNIQUE,
                    token TEXT NOT NULL,
                    created_at TEXT NOT NULL,
                    used_at TEXT NOT NULL,
                    expires_at TEXT NOT NULL
                ) STRICT;

                CREATE INDEX sessions_user ON sessions (user_id);
                CREATE INDEX sessions_over ON sessions (expires_at);

                CREATE TABLE link_codes (
                    code TEXT PRIMARY KEY,
                    user_id INTEGER NOT NULL REFERENCES users(id),
                    created_at TEXT NOT NULL,
                    expires_at TEXT NOT NULL
                ) STRICT, WITHOUT ROWID;

                CREATE INDEX link_codes_user ON link_codes (user_id, created_at);
                CREATE INDEX link_codes_over ON link_codes (expires_at);

                CREATE INDEX IF NOT EXISTS conversations_user ON conversations (user_id, channel);
                CREATE INDEX IF NOT EXISTS inbox_user ON inbox (user_id);
                CREATE INDEX IF NOT EXISTS inbox_conversation ON inbox (conversation_id);
                CREATE INDEX IF NOT EXISTS outbox_user ON outbox (user_id);
                CREATE INDEX IF NOT EXISTS outbox_conversation ON outbox (conversation_id);
                """)
    }
}

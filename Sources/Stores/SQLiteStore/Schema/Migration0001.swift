import GRDB

/// The first tables.
///
/// Ids are never used again (`AUTOINCREMENT`), so that a credential that names a deleted row never names another. Times
/// are RFC 3339 in UTC with milliseconds: of one width, so that they sort as text. Tables are `STRICT`: a value of the
/// wrong type is refused when it is written. The partial indexes hold only what is not over yet, so their cost follows
/// the work that waits, not the years of history.
enum Migration0001 {
    static func run(_ db: Database) throws {
        try db.execute(sql: people)
        try db.execute(sql: conversations)
        try db.execute(sql: inbox)
        try db.execute(sql: outbox)
        try db.execute(sql: upkeep)
    }

    private static let people = """
        CREATE TABLE users (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT,
            email TEXT,
            password_hash TEXT,
            is_guest INTEGER NOT NULL DEFAULT 1,
            phone_number TEXT,
            origin TEXT NOT NULL,
            created_at TEXT NOT NULL
        ) STRICT;

        CREATE TABLE identities (
            channel TEXT NOT NULL,
            scope TEXT NOT NULL,
            external_id TEXT NOT NULL,
            user_id INTEGER NOT NULL REFERENCES users(id),
            created_at TEXT NOT NULL,
            PRIMARY KEY (channel, scope, external_id)
        ) STRICT, WITHOUT ROWID;
        """

    // A conversation and those that follow it after the idle time share `key`, and with it their user. Within equal
    // index keys SQLite keeps rows in the order of their ids, so an index need not name `id`.
    private static let conversations = """
        CREATE TABLE conversations (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            user_id INTEGER NOT NULL REFERENCES users(id),
            channel TEXT NOT NULL,
            key TEXT NOT NULL,
            created_at TEXT NOT NULL,
            last_updated TEXT NOT NULL,
            is_finished INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE INDEX conversations_key ON conversations (channel, key);

        CREATE TABLE messages (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            conversation_id INTEGER NOT NULL REFERENCES conversations(id),
            role TEXT NOT NULL CHECK (role IN ('system', 'user', 'assistant')),
            content TEXT NOT NULL,
            status TEXT NOT NULL DEFAULT 'complete' CHECK (status IN ('complete', 'incomplete', 'cancelled')),
            model TEXT,
            prompt_tokens INTEGER,
            completion_tokens INTEGER,
            finish_reason TEXT,
            created_at TEXT NOT NULL
        ) STRICT;

        CREATE INDEX messages_conversation ON messages (conversation_id, status);
        """

    private static let inbox = """
        CREATE TABLE inbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            channel TEXT NOT NULL,
            lane TEXT NOT NULL,
            lane_number INTEGER NOT NULL,
            scope TEXT NOT NULL,
            message_id TEXT,
            user_id INTEGER NOT NULL REFERENCES users(id),
            conversation_id INTEGER REFERENCES conversations(id),
            conversation_key TEXT NOT NULL,
            content TEXT NOT NULL,
            caller TEXT NOT NULL CHECK (caller IN ('collects', 'listens', 'absent')),
            reply_context TEXT,
            state TEXT NOT NULL CHECK (
                state IN ('queued', 'running', 'answered', 'merged', 'failed', 'skipped', 'cancelled')),
            attempts INTEGER NOT NULL DEFAULT 0,
            owner INTEGER,
            not_before TEXT,
            user_message_id INTEGER,
            answer_message_id INTEGER,
            merged_into INTEGER,
            error_code TEXT,
            error_kind TEXT,
            error_message TEXT,
            error_retry_after INTEGER,
            error_detail TEXT,
            accepted_at TEXT NOT NULL,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
        ) STRICT;

        CREATE UNIQUE INDEX inbox_message ON inbox (channel, scope, message_id);
        CREATE UNIQUE INDEX inbox_lane ON inbox (channel, lane, lane_number);
        CREATE INDEX inbox_waiting ON inbox (channel, lane, lane_number) WHERE state IN ('queued', 'running');
        CREATE INDEX inbox_open ON inbox (state) WHERE state IN ('queued', 'running', 'failed');
        CREATE INDEX inbox_listeners ON inbox (merged_into)
            WHERE state = 'merged' AND answer_message_id IS NULL AND error_code IS NULL;
        """

    private static let outbox = """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            channel TEXT NOT NULL,
            chat TEXT NOT NULL,
            reply_context TEXT,
            user_id INTEGER NOT NULL REFERENCES users(id),
            conversation_id INTEGER REFERENCES conversations(id),
            turn_id INTEGER NOT NULL,
            in_reply_to TEXT,
            message_id INTEGER REFERENCES messages(id),
            failure_code TEXT,
            failure_kind TEXT,
            failure_message TEXT,
            failure_retry_after INTEGER,
            failure_detail TEXT,
            state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'dead')),
            attempts INTEGER NOT NULL DEFAULT 0,
            uncertain INTEGER NOT NULL DEFAULT 0,
            owner INTEGER,
            not_before TEXT,
            platform_ids TEXT,
            error_code TEXT,
            error_kind TEXT,
            error_message TEXT,
            error_retry_after INTEGER,
            error_detail TEXT,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
        ) STRICT;

        CREATE INDEX outbox_unsent ON outbox (channel, chat) WHERE state IN ('pending', 'sending');
        CREATE INDEX outbox_sending ON outbox (state) WHERE state = 'sending';
        """

    private static let upkeep = """
        CREATE TABLE cursors (
            channel TEXT PRIMARY KEY,
            value TEXT NOT NULL,
            updated_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE meta (
            key TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        INSERT INTO meta (key, value) VALUES
            ('installation', lower(hex(randomblob(16)))), ('epoch', '0'), ('written', '0');
        """
}

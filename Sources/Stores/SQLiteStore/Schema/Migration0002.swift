import GRDB

/// What channels need on which nobody waits for the answer.
///
/// Expanded: `messages.status` takes `aside` (said, and never sent to the model); `outbox.state` takes `delivered` and
/// `read`. A `CHECK` cannot be altered, so these two tables are built again, with their rows and ids. `outbox.chat` is
/// called `lane`, which is what it orders by; where a reply goes is in `address`. The inbox, users and what they refer to
/// get columns; `receipts` leads from a platform's id to the reply, `buckets` holds what limits count.
///
/// Rows of version 1 go on as they are: their lane was their address.
enum Migration0002 {
    static func run(_ db: Database) throws {
        try db.execute(sql: users)
        try db.execute(sql: messages)
        try db.execute(sql: inbox)
        try db.execute(sql: outbox)
        try db.execute(sql: upkeep)
    }

    private static let users = """
        ALTER TABLE users ADD COLUMN opted_out INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX identities_user ON identities (user_id);
        """

    // A table that is built again keeps its counter, so that no id is used twice even where the last rows are gone.
    private static let messages = """
        CREATE TABLE new_messages (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            conversation_id INTEGER NOT NULL REFERENCES conversations(id),
            role TEXT NOT NULL CHECK (role IN ('system', 'user', 'assistant')),
            content TEXT NOT NULL,
            status TEXT NOT NULL DEFAULT 'complete'
                CHECK (status IN ('complete', 'incomplete', 'cancelled', 'aside')),
            model TEXT,
            prompt_tokens INTEGER,
            completion_tokens INTEGER,
            finish_reason TEXT,
            created_at TEXT NOT NULL
        ) STRICT;

        INSERT INTO new_messages (
            id, conversation_id, role, content, status, model, prompt_tokens, completion_tokens, finish_reason,
            created_at)
        SELECT id, conversation_id, role, content, status, model, prompt_tokens, completion_tokens, finish_reason,
            created_at
        FROM messages ORDER BY id;

        DELETE FROM sqlite_sequence WHERE name = 'new_messages';
        INSERT INTO sqlite_sequence (name, seq) SELECT 'new_messages', seq FROM sqlite_sequence WHERE name = 'messages';
        DROP TABLE messages;
        ALTER TABLE new_messages RENAME TO messages;
        CREATE INDEX messages_conversation ON messages (conversation_id, status);
        """

    private static let inbox = """
        ALTER TABLE inbox ADD COLUMN address TEXT NOT NULL DEFAULT '';
        ALTER TABLE inbox ADD COLUMN sent_at TEXT;
        ALTER TABLE inbox ADD COLUMN rule TEXT;
        ALTER TABLE inbox ADD COLUMN plan TEXT CHECK (plan IN ('say', 'reset', 'stop', 'start'));
        ALTER TABLE inbox ADD COLUMN plan_text TEXT;
        ALTER TABLE inbox ADD COLUMN mergeable INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE inbox ADD COLUMN repeats TEXT;
        ALTER TABLE inbox ADD COLUMN suspect INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE inbox ADD COLUMN alone INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE inbox ADD COLUMN crashes INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE inbox ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0;

        UPDATE inbox SET address = lane;

        CREATE INDEX inbox_merged ON inbox (merged_into) WHERE state = 'merged';
        CREATE INDEX inbox_suspects ON inbox (suspect) WHERE suspect = 1;
        CREATE INDEX inbox_over ON inbox (updated_at) WHERE state IN ('answered', 'merged', 'skipped', 'cancelled');
        """

    private static let outbox = """
        CREATE TABLE new_outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            channel TEXT NOT NULL,
            lane TEXT NOT NULL,
            address TEXT NOT NULL,
            position INTEGER,
            reply_context TEXT,
            user_id INTEGER NOT NULL REFERENCES users(id),
            conversation_id INTEGER REFERENCES conversations(id),
            turn_id INTEGER NOT NULL,
            in_reply_to TEXT,
            message_id INTEGER REFERENCES messages(id),
            text TEXT,
            quotes_question INTEGER NOT NULL DEFAULT 0,
            uses_fallback INTEGER NOT NULL DEFAULT 0,
            failure_code TEXT,
            failure_kind TEXT,
            failure_message TEXT,
            failure_retry_after INTEGER,
            failure_detail TEXT,
            state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'delivered', 'read', 'dead')),
            reported TEXT CHECK (reported IN ('sent', 'delivered', 'read', 'dead', 'again', 'fallback')),
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

        INSERT INTO new_outbox (
            id, channel, lane, address, reply_context, user_id, conversation_id, turn_id, in_reply_to, message_id,
            failure_code, failure_kind, failure_message, failure_retry_after, failure_detail, state, attempts,
            uncertain, owner, not_before, platform_ids, error_code, error_kind, error_message, error_retry_after,
            error_detail, created_at, updated_at)
        SELECT id, channel, chat, chat, reply_context, user_id, conversation_id, turn_id, in_reply_to, message_id,
            failure_code, failure_kind, failure_message, failure_retry_after, failure_detail, state, attempts,
            uncertain, owner, not_before, platform_ids, error_code, error_kind, error_message, error_retry_after,
            error_detail, created_at, updated_at
        FROM outbox ORDER BY id;

        DELETE FROM sqlite_sequence WHERE name = 'new_outbox';
        INSERT INTO sqlite_sequence (name, seq) SELECT 'new_outbox', seq FROM sqlite_sequence WHERE name = 'outbox';
        DROP TABLE outbox;
        ALTER TABLE new_outbox RENAME TO outbox;

        -- A reply that an operator sends again stands behind what waits: its position is the id that comes next then.
        CREATE INDEX outbox_unsent ON outbox (channel, lane, coalesce(position, id))
            WHERE state IN ('pending', 'sending');
        CREATE INDEX outbox_open ON outbox (state) WHERE state IN ('pending', 'sending', 'dead');
        CREATE INDEX outbox_over ON outbox (updated_at) WHERE state IN ('sent', 'delivered', 'read');
        """

    private static let upkeep = """
        CREATE TABLE receipts (
            channel TEXT NOT NULL,
            platform_id TEXT NOT NULL,
            reply_id INTEGER NOT NULL REFERENCES outbox(id) ON DELETE CASCADE,
            attempt INTEGER NOT NULL,
            PRIMARY KEY (channel, platform_id)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX receipts_reply ON receipts (reply_id);

        INSERT OR IGNORE INTO receipts (channel, platform_id, reply_id, attempt)
        SELECT reply.channel, sent.value, reply.id, reply.attempts
        FROM outbox AS reply, json_each(reply.platform_ids) AS sent WHERE reply.platform_ids IS NOT NULL;

        CREATE TABLE buckets (
            key TEXT PRIMARY KEY,
            tokens REAL NOT NULL,
            updated_at TEXT NOT NULL,
            full_at TEXT NOT NULL,
            noticed_at TEXT
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX buckets_full ON buckets (full_at);
        CREATE INDEX buckets_updated ON buckets (updated_at);

        INSERT INTO meta (key, value) VALUES ('forgotten', '');
        """
}

import GRDB

/// What must not be lost when a chat changes hands, or when what was accepted is forgotten.
///
/// `identities.key_id` is the number by which a chat's conversations go, where it is not that of its lane: a chat that was
/// unlinked keeps its lane, and has conversations of its own. `conversations.is_shared` says that somebody else has written
/// there than whose it is; `message_writers` who that was, where the inbox does not say it. What a user has used elsewhere
/// before they were who they are is `carried`: a budget counts it, a report does not.
enum Migration0007 {
    static func run(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE identities ADD COLUMN key_id INTEGER;
                ALTER TABLE conversations ADD COLUMN is_shared INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE usage_days ADD COLUMN carried_prompt_tokens INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE usage_days ADD COLUMN carried_completion_tokens INTEGER NOT NULL DEFAULT 0;

                CREATE TABLE message_writers (
                    message_id INTEGER PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE,
                    user_id INTEGER NOT NULL
                ) STRICT;

                CREATE INDEX message_writers_user ON message_writers (user_id);

                UPDATE conversations SET is_shared = 1 WHERE id IN (
                    SELECT place.id FROM inbox AS turn JOIN conversations AS place ON place.id = turn.conversation_id
                    WHERE turn.user_id <> place.user_id);
                """)
    }
}

/// What must not be lost when a chat changes hands, or when what was accepted is forgotten.
///
/// Functions of earlier versions are replaced where they stand, with the same parameters and answers: so a process of the
/// version before, which still calls them, keeps these promises as well. Each file says what has changed in them.
enum SchemaVersion5 {
    static let parts = [
        tables, usage, complete, postpone, people, conversations, messages, sharing, links, imports, plans,
    ]

    private static let tables = #"""
        -- By whose number a chat's conversations go, where it is not that of its lane: one that was unlinked keeps its lane, and
        -- has conversations of its own.
        ALTER TABLE identities ADD COLUMN key_id bigint;
        -- Whether somebody else has written there than whose it is.
        ALTER TABLE conversations ADD COLUMN is_shared boolean NOT NULL DEFAULT false;
        -- What was used elsewhere, before a user was who they are: a budget counts it, a report does not.
        ALTER TABLE usage_days ADD COLUMN carried_prompt_tokens bigint NOT NULL DEFAULT 0,
            ADD COLUMN carried_completion_tokens bigint NOT NULL DEFAULT 0;

        -- Who that was, where the inbox does not say it. Beside `messages`, which is long, and is not changed for it.
        CREATE TABLE message_writers (
            message_id bigint PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE,
            user_id bigint NOT NULL
        );
        CREATE INDEX message_writers_user ON message_writers (user_id);
        INSERT INTO meta (key, value) VALUES ('sharing_unknown', '');
        """#

    private static let plans = Schema.plans(of: ["ck3_delete_user", "ck3_unlink", "ck4_complete", "ck5_postpone"])
}

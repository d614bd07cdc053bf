/// Conversations in which a person has taken over, what was used each day, and what goes when it is old.
///
/// Functions of version 1 that others call are replaced where they stand, with the same parameters and answers: so a process
/// of the version before, which still calls them, keeps a pause as well. They are in `replacements`, each with what has
/// changed in it; everything else is new and has its own name.
enum SchemaVersion4 {
    static let parts = [tables, pauses, budgets, replacements, sayings, expiry, plans]

    private static let tables = #"""
        -- How its user was last reached: inbox rows are forgotten sooner.
        ALTER TABLE conversations ADD COLUMN paused_at timestamptz, ADD COLUMN lane text, ADD COLUMN address text,
            ADD COLUMN reply_context text;
        CREATE INDEX conversations_paused ON conversations (id) WHERE paused_at IS NOT NULL;
        ALTER TABLE messages ADD COLUMN by_operator boolean NOT NULL DEFAULT false;
        -- What each user may use a day of the turns that this process begins: {"tokens", "cost", "input", "output", "notice"}.
        ALTER TABLE replicas ADD COLUMN budget jsonb;

        -- Refers to nobody, so that sums outlast the users they are of.
        CREATE TABLE usage_days (
            user_id bigint NOT NULL,
            day date NOT NULL,
            channel text NOT NULL,
            turns bigint NOT NULL,
            prompt_tokens bigint NOT NULL,
            completion_tokens bigint NOT NULL,
            PRIMARY KEY (user_id, day, channel)
        ) WITH (fillfactor = 70);
        CREATE INDEX usage_days_day ON usage_days (day);
        """#

    private static let plans = Schema.plans(of: ["ck4_complete", "ck4_say", "ck4_expire_messages"])
}

import BotStore
import PostgresClient

/// What the store reads without a function.
enum StoreQuery {
    static let pendingTurns = PostgresStatement(
        name: "ck_pending_turns",
        sql: """
            SELECT (
                SELECT count(*) FROM inbox AS t
                WHERE t.accepted_by = $1::integer AND t.state IN ('queued', 'running')
            ) + (
                SELECT count(*) FROM inbox AS t
                WHERE t.accepted_by = $1::integer AND t.state = 'merged' AND t.answer_message_id IS NULL
                    AND t.error_code IS NULL)
            """)

    /// For a process about to end, so it need not be quick. What waits behind a reply that is put off is not waited for.
    static let owed = PostgresStatement(
        name: "ck_owed",
        sql: """
            SELECT (
                SELECT count(*) FROM inbox AS t
                WHERE t.home = $1::integer AND t.state IN ('queued', 'running')
            ) + (
                SELECT count(*) FROM inbox AS t
                WHERE t.home = $1::integer AND t.state = 'merged' AND t.answer_message_id IS NULL
                    AND t.error_code IS NULL
            ) + (
                SELECT count(*) FROM outbox AS o
                WHERE o.home = $1::integer AND o.state IN ('pending', 'sending')
                    AND (o.not_before IS NULL OR o.not_before <= now())
                    AND NOT EXISTS (
                        SELECT 1 FROM outbox AS earlier
                        WHERE earlier.channel = o.channel AND earlier.lane = o.lane
                            AND earlier.state IN ('pending', 'sending') AND earlier.not_before > now()
                            AND (earlier.position, earlier.id) < (o.position, o.id)))
            """)

    /// From here on only what changes counts: whoever opens the store counts what is pending.
    static let beginCounting = PostgresStatement(
        name: "ck_begin_counting", sql: "UPDATE replicas SET pending_change = 0 WHERE id = $1::integer")

    /// Said to all: turns that this process may not begin any more are others' from now on.
    static let serve = PostgresStatement(
        name: "ck_serve",
        sql: """
            WITH serving AS (
                UPDATE replicas SET channels = $2::text[]
                WHERE id = $1::integer AND channels IS DISTINCT FROM $2::text[] RETURNING id)
            SELECT pg_notify('ck_work', '') FROM serving
            """)

    /// A conversation of the user's own, or the one that has followed it; and whether whoever asks may still ask, and
    /// whether a person has it.
    static let conversation = PostgresStatement(
        name: "ck_history_of",
        sql: """
            SELECT h.id, h.is_good, coalesce(c.paused_at IS NOT NULL AND NOT c.is_finished, false)
            FROM ck3_history_of($1::bigint, $2::bigint, $3::text, $4::boolean, $5::bigint, $6::timestamptz) AS h
            LEFT JOIN conversations AS c ON c.id = h.id
            """)

    /// What is to be known of a turn to follow or cancel it: its own row, and that of the turn that it was merged into.
    static let standing = PostgresStatement(
        name: "ck_standing",
        sql: """
            SELECT coalesce(f.id, t.id), t.channel, t.user_id, coalesce(f.conversation_id, t.conversation_id),
                coalesce(f.attempts, t.attempts), coalesce(f.state, t.state) = 'running'
            FROM inbox AS t LEFT JOIN inbox AS f ON t.state = 'merged' AND f.id = t.merged_into
            WHERE t.id = $1
            """)

    static let newestMerged = PostgresStatement(
        name: "ck_newest_merged",
        sql: """
            SELECT message_id, address, reply_context FROM inbox
            WHERE merged_into = $1 AND state = 'merged' AND message_id IS NOT NULL ORDER BY id DESC LIMIT 1
            """)

    /// A process that wants to hear of a turn's end. No lane is locked: `askToFollow` comes after it in one transaction and
    /// sees whoever has begun the turn meanwhile.
    static let watch = PostgresStatement(
        name: "ck_watch",
        sql: """
            UPDATE inbox SET watchers = coalesce(watchers, '{}') || $2::integer
            WHERE id = $1 AND state IN ('queued', 'running', 'merged') AND owner IS DISTINCT FROM $2::integer
                AND NOT $2::integer = ANY (coalesce(watchers, '{}'))
            """)

    static let askToFollow = PostgresStatement(
        name: "ck_ask_to_follow",
        sql: """
            SELECT pg_notify('ck_r' || owner, 'follow ' || id || ' ' || $2::integer) FROM inbox
            WHERE id = $1 AND state = 'running' AND owner <> $2::integer
            """)

    static let askToCancel = PostgresStatement(
        name: "ck_ask_to_cancel",
        sql: """
            SELECT pg_notify('ck_r' || owner, 'cancel ' || id) FROM inbox
            WHERE id = $1 AND state = 'running' AND owner IS NOT NULL
            """)

    /// An operator's verb, for turns that wait only; of a process whose lease is good.
    static let cancelQueued = PostgresStatement(
        name: "ck_cancel_queued",
        sql: """
            SELECT ck1_drop_turn(id, $2::timestamptz) FROM ck1_fence($3::integer), inbox
            WHERE id = $1 AND state = 'queued'
            """)

    /// Before what has no fence of its own, in the same transaction.
    static let fence = PostgresStatement(name: "ck_fence", sql: "SELECT ck1_fence($1::integer)")

    static let page = PostgresStatement(name: "ck4_page", sql: "SELECT * FROM ck4_page($1, $2, $3)")

    static let installation = PostgresStatement(
        name: "ck_installation", sql: "SELECT value FROM meta WHERE key = 'installation'")

    /// The function has no fence of its own, and tells of messages and replies only. What it deletes besides is counted by
    /// the statement's own snapshot, which is taken before.
    static let prune = PostgresStatement(
        name: "ck_prune",
        sql: """
            SELECT ck3_prune($1::timestamptz, $2::integer)
                + (SELECT count(*) FROM (SELECT 1 FROM sessions WHERE expires_at < $1 LIMIT $2) AS over)
                + (SELECT count(*) FROM (SELECT 1 FROM link_codes WHERE expires_at < $1 LIMIT $2) AS over)
                + (SELECT count(*) FROM (
                    SELECT 1 FROM buckets WHERE full_at <= (SELECT max(updated_at) FROM buckets) LIMIT $2) AS filled)
                + (SELECT count(*) FROM (
                    SELECT 1 FROM usage_days WHERE day < ($1 AT TIME ZONE 'UTC')::date - \(UsageRecord.keptDays) LIMIT $2) AS old)
            FROM ck1_fence($3::integer)
            """)

    static let pendingReplies = PostgresStatement(
        name: "ck_pending_replies",
        sql: "SELECT count(*) FROM outbox WHERE channel = ANY ($1) AND state IN ('pending', 'sending')")

    static let cursor = PostgresStatement(name: "ck_cursor", sql: "SELECT value FROM cursors WHERE channel = $1")

    /// A read that also says whether the server takes writes.
    static let ping = PostgresStatement(name: "ck_ping", sql: "SELECT pg_is_in_recovery() FROM meta LIMIT 1")

    static let notify = PostgresStatement(name: "ck_notify", sql: "SELECT pg_notify($1, $2)")
}

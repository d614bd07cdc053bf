extension SchemaVersion4 {
    /// What is old enough to be deleted.
    static let expiry = #"""
        -- Conversations with work that is not over, or a dead letter that may be asked again.
        CREATE FUNCTION ck4_open_conversations() RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
            SELECT conversation_id FROM inbox WHERE state IN ('queued', 'running') AND conversation_id IS NOT NULL
            UNION
            SELECT conversation_id FROM inbox WHERE state = 'failed' AND conversation_id IS NOT NULL
        $$;

        -- Those of which nothing is left. One that a session names stays for it. One that a `start` opened is known by its id
        -- to those who hold a token, for as long as another follows it.
        CREATE FUNCTION ck4_expire_conversations(
            p_conversations bigint[], p_before timestamptz
        ) RETURNS TABLE (user_id bigint, root bigint) LANGUAGE sql AS $$
            DELETE FROM conversations AS c
            WHERE c.id = ANY (p_conversations) AND (c.is_finished OR c.last_updated < p_before) AND c.paused_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM messages AS m WHERE m.conversation_id = c.id)
                AND c.id NOT IN (SELECT ck4_open_conversations())
                AND NOT EXISTS (SELECT 1 FROM sessions AS s WHERE s.user_id = c.user_id AND s.conversation_id = c.id)
                AND NOT (c.key = 's:' || c.id AND EXISTS (
                    SELECT 1 FROM conversations AS o WHERE o.channel = c.channel AND o.key = c.key AND o.id <> c.id))
            RETURNING c.user_id,
                CASE WHEN c.key ~ '^s:[0-9]{1,18}$' AND c.key <> 's:' || c.id THEN substr(c.key, 3)::bigint END
        $$;

        -- Looks at up to `p_limit` messages behind `p_after`, oldest first by the table's own order: what that costs does not
        -- depend on how much is kept. `last` is null where nothing old is left behind them.
        CREATE FUNCTION ck4_expire_messages(
            p_replica integer, p_before timestamptz, p_after bigint, p_limit integer,
            OUT said integer, OUT talks integer, OUT guests integer, OUT last bigint
        ) LANGUAGE plpgsql AS $$
        DECLARE
            ids bigint[];
            emptied bigint[];
            gone_users bigint[];
            roots bigint[];
            more record;
        BEGIN
            PERFORM ck1_fence(p_replica);
            SELECT coalesce(array_agg(m.id) FILTER (WHERE m.created_at < p_before), '{}'),
                CASE WHEN count(*) = p_limit AND min(m.created_at) < p_before THEN max(m.id) END
            INTO ids, last FROM (
                SELECT p.id, p.created_at FROM messages AS p WHERE p.id > p_after ORDER BY p.id LIMIT p_limit) AS m;
            WITH gone AS (
                DELETE FROM messages AS m
                WHERE m.id = ANY (ids) AND m.conversation_id NOT IN (SELECT ck4_open_conversations())
                    AND m.id NOT IN (
                        SELECT o.message_id FROM outbox AS o
                        WHERE o.state IN ('pending', 'sending') AND o.message_id IS NOT NULL
                        UNION ALL
                        SELECT o.message_id FROM outbox AS o WHERE o.state = 'dead' AND o.message_id IS NOT NULL)
                RETURNING m.conversation_id)
            SELECT count(*), coalesce(array_agg(DISTINCT g.conversation_id), '{}') INTO said, emptied FROM gone AS g;
            SELECT count(*), coalesce(array_agg(x.user_id), '{}'), coalesce(array_agg(x.root) FILTER (WHERE x.root IS NOT NULL), '{}')
            INTO talks, gone_users, roots FROM ck4_expire_conversations(emptied, p_before) AS x;
            -- The ones that they followed were kept for their sake.
            SELECT count(*) AS count, coalesce(array_agg(x.user_id), '{}') AS users
            INTO more FROM ck4_expire_conversations(roots, p_before) AS x;
            talks := talks + more.count;
            DELETE FROM users AS u
            WHERE u.id = ANY (gone_users || more.users) AND u.is_guest AND NOT u.opted_out AND u.created_at < p_before
                AND NOT EXISTS (SELECT 1 FROM conversations AS c WHERE c.user_id = u.id)
                AND NOT EXISTS (SELECT 1 FROM identities AS i WHERE i.user_id = u.id)
                AND NOT EXISTS (SELECT 1 FROM sessions AS s WHERE s.user_id = u.id)
                AND NOT EXISTS (SELECT 1 FROM link_codes AS l WHERE l.user_id = u.id)
                AND u.id NOT IN (
                    SELECT i.user_id FROM inbox AS i WHERE i.state IN ('queued', 'running')
                    UNION ALL
                    SELECT i.user_id FROM inbox AS i WHERE i.state = 'failed'
                    UNION ALL
                    SELECT o.user_id FROM outbox AS o WHERE o.state IN ('pending', 'sending')
                    UNION ALL
                    SELECT o.user_id FROM outbox AS o WHERE o.state = 'dead');
            GET DIAGNOSTICS guests = ROW_COUNT;
        END $$;
        """#
}

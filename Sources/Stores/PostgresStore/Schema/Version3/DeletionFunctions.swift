extension SchemaVersion3 {
    static let deletion = #"""
        -- The user's conversations, and who else writes in them.
        CREATE FUNCTION ck3_conversations_of(p_user bigint) RETURNS TABLE (
            id bigint, channel text, created_at timestamptz, last_updated timestamptz, is_finished boolean, other bigint
        ) LANGUAGE sql STABLE AS $$
            WITH own AS (SELECT c.* FROM conversations AS c WHERE c.user_id = p_user),
            others AS (
                SELECT t.conversation_id, min(t.user_id) AS user_id FROM inbox AS t
                WHERE t.conversation_id = ANY (ARRAY(SELECT o.id FROM own AS o))
                    AND t.user_id <> p_user
                GROUP BY 1)
            SELECT o.id, o.channel, o.created_at, o.last_updated, o.is_finished, x.user_id
            FROM own AS o LEFT JOIN others AS x ON x.conversation_id = o.id ORDER BY o.id
        $$;

        CREATE FUNCTION ck3_delete_user(p_user bigint, p_now timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
        DECLARE
            own bigint[];
            whole bigint[];
        BEGIN
            PERFORM ck1_begin_writing();
            PERFORM ck3_lock_person(p_user);
            PERFORM 1 FROM users WHERE id = p_user;
            IF NOT FOUND THEN RETURN false; END IF;
            -- First the messages that were accepted: whoever is ending one of them is waited for. What waited is pending no more;
            -- of what runs the process learns that it is fenced, and counts by itself.
            WITH gone AS (
                DELETE FROM inbox WHERE user_id = p_user
                RETURNING accepted_by, state, user_message_id, answer_message_id, error_code
            ), counted AS (
                UPDATE replicas AS r SET pending_change = r.pending_change - n.count FROM (
                    SELECT g.accepted_by, count(*) AS count FROM gone AS g
                    WHERE g.state = 'queued'
                        OR g.state = 'merged' AND g.answer_message_id IS NULL AND g.error_code IS NULL
                    GROUP BY 1) AS n
                WHERE r.id = n.accepted_by
            )
            SELECT array_agg(m) INTO own
            FROM gone AS g, unnest(ARRAY[g.user_message_id, g.answer_message_id]) AS m WHERE m IS NOT NULL;
            DELETE FROM outbox WHERE user_id = p_user;
            -- What a user said, and what was answered, goes wherever it was said.
            DELETE FROM messages WHERE id = ANY (own);
            UPDATE conversations AS c SET user_id = s.other FROM ck3_conversations_of(p_user) AS s
            WHERE c.id = s.id AND s.other IS NOT NULL;
            SELECT array_agg(c.id) INTO whole FROM conversations AS c WHERE c.user_id = p_user;
            DELETE FROM messages WHERE conversation_id = ANY (whole);
            DELETE FROM conversations WHERE id = ANY (whole);
            DELETE FROM identities WHERE user_id = p_user;
            DELETE FROM sessions WHERE user_id = p_user;
            DELETE FROM link_codes WHERE user_id = p_user;
            DELETE FROM users WHERE id = p_user;
            PERFORM pg_notify('ck_work', '');
            RETURN true;
        END $$;
        """#
}

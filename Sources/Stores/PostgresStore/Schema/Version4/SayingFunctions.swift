extension SchemaVersion4 {
    /// What operators do to conversations.
    static let sayings = #"""
        CREATE FUNCTION ck4_pause(p_conversation bigint, p_now timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM ck1_begin_writing();
            UPDATE conversations SET paused_at = coalesce(paused_at, p_now) WHERE id = p_conversation AND NOT is_finished;
            RETURN FOUND;
        END $$;

        -- What was idle while it was paused goes on.
        CREATE FUNCTION ck4_resume(p_conversation bigint, p_now timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM ck1_begin_writing();
            UPDATE conversations SET paused_at = NULL, last_updated = greatest(last_updated, p_now)
            WHERE id = p_conversation AND NOT is_finished;
            RETURN FOUND;
        END $$;

        -- Puts an operator's words into a conversation and into the outbox: where the last reply went, or where the
        -- conversation's key says.
        CREATE FUNCTION ck4_say(
            p_conversation bigint, p_text text, p_now timestamptz, OUT word text, OUT message bigint, OUT reply bigint
        ) LANGUAGE plpgsql AS $$
        DECLARE
            c conversations;
            t inbox;
        BEGIN
            PERFORM ck1_begin_writing();
            SELECT * INTO c FROM conversations AS k WHERE k.id = p_conversation;
            word := CASE
                WHEN c.id IS NULL THEN 'notFound'
                WHEN c.is_finished THEN 'finished'
                WHEN EXISTS (SELECT 1 FROM users AS u WHERE u.id = c.user_id AND u.opted_out) THEN 'optedOut'
                WHEN c.lane IS NULL AND left(c.key, 2) NOT IN ('a:', 's:') THEN 'unreachable'
                ELSE 'said' END;
            IF word <> 'said' THEN RETURN; END IF;
            t.channel := c.channel;
            t.lane := coalesce(c.lane, substr(c.key, 3));
            t.address := coalesce(c.address, substr(c.key, 3));
            t.reply_context := c.reply_context;
            t.caller := 'absent';
            PERFORM ck1_lock_lane(t.channel, t.lane);
            INSERT INTO messages AS m (conversation_id, role, content, by_operator, created_at)
            VALUES (c.id, 'assistant', p_text, true, p_now) RETURNING m.id INTO message;
            UPDATE conversations AS k SET last_updated = greatest(k.last_updated, p_now) WHERE k.id = c.id;
            PERFORM ck1_write_reply(
                0, t, 0, c.id, c.user_id, NULL, message, NULL, NULL, false, false, false, p_now);
            reply := currval('outbox_id_seq');
            PERFORM pg_notify('ck_r' || r.id, 'replies') FROM replicas AS r WHERE c.channel = ANY (r.channels);
        END $$;

        CREATE FUNCTION ck4_page(
            p_conversation bigint, p_before bigint, p_limit bigint
        ) RETURNS TABLE (id bigint, role text, content text, created_at timestamptz, by_operator boolean) LANGUAGE sql STABLE
        SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
            SELECT m.id, m.role, m.content, m.created_at, m.by_operator FROM messages AS m
            WHERE m.conversation_id = p_conversation AND m.id < p_before AND m.status IN ('complete', 'aside')
                AND m.role <> 'system'
            ORDER BY m.id DESC LIMIT p_limit
        $$;
        """#
}

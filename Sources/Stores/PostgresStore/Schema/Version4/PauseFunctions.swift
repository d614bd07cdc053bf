extension SchemaVersion4 {
    /// What is written in a conversation that a person has taken over.
    static let pauses = #"""
        CREATE FUNCTION ck4_paused_error() RETURNS ck1_error LANGUAGE sql IMMUTABLE AS $$
            SELECT ROW('paused', 'conflict', 'A person has taken over. Your message is kept.', NULL, NULL)::ck1_error
        $$;

        -- The conversation that a turn belongs to, or would, where it is paused. Who opts out or in is obeyed at any time.
        CREATE FUNCTION ck4_paused_conversation(t inbox) RETURNS bigint LANGUAGE plpgsql AS $$
        DECLARE c record;
        BEGIN
            IF t.plan IN ('stop', 'start') THEN RETURN NULL; END IF;
            IF t.conversation_id IS NOT NULL THEN
                SELECT k.id, k.paused_at, k.is_finished INTO c FROM conversations AS k WHERE k.id = t.conversation_id;
            ELSE
                SELECT k.id, k.paused_at, k.is_finished INTO c FROM conversations AS k
                WHERE k.channel = t.channel AND k.key = t.conversation_key ORDER BY k.id DESC LIMIT 1;
            END IF;
            RETURN CASE WHEN c.paused_at IS NOT NULL AND NOT c.is_finished THEN c.id END;
        END $$;

        -- Remembers how a conversation's user was last reached. The conversation goes on by it.
        CREATE FUNCTION ck4_reach(p_conversation bigint, t inbox, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE conversations SET last_updated = greatest(last_updated, p_now), lane = t.lane, address = t.address,
                reply_context = t.reply_context WHERE id = p_conversation;
        END $$;

        -- Records a message that is accepted now.
        CREATE FUNCTION ck4_hold_new(c ck1_context, t inbox) RETURNS ck1_result LANGUAGE plpgsql AS $$
        BEGIN
            t.user_message_id := ck1_say(
                t.conversation_id, 'user', t.content, CASE WHEN t.plan IS NULL THEN 'complete' ELSE 'aside' END, c.now);
            t.state := 'skipped';
            t.rule := 'paused';
            t := ck1_insert(t, c.now);
            PERFORM ck4_reach(t.conversation_id, t, c.now);
            RETURN ck1_skipped(t.id, 'paused');
        END $$;

        -- Ends a turn whose time has come while a person has its conversation. Whoever waits for it is told, at this process
        -- as well: it does not learn of it by what it called.
        CREATE FUNCTION ck4_hold(
            INOUT ends ck1_ends, t inbox, p_conversation bigint, p_replica integer, p_taking boolean, p_now timestamptz
        ) LANGUAGE plpgsql AS $$
        DECLARE told ck1_telling;
        BEGIN
            IF t.user_message_id IS NULL THEN
                t.user_message_id := ck1_say(
                    p_conversation, 'user', t.content, CASE WHEN t.plan IS NULL THEN 'complete' ELSE 'aside' END, p_now);
            END IF;
            t.conversation_id := p_conversation;
            UPDATE inbox SET state = 'skipped', rule = 'paused', owner = NULL, suspect_of = NULL, alone = false,
                conversation_id = p_conversation, user_message_id = t.user_message_id, not_before = NULL, error_code = NULL,
                error_kind = NULL, error_message = NULL, error_retry_after = NULL, error_detail = NULL, updated_at = p_now
            WHERE id = t.id;
            PERFORM ck4_reach(p_conversation, t, p_now);
            ends.count := ends.count + ck1_discount(t, p_replica);
            told := ROW('failed', NULL, NULL, NULL, ck4_paused_error(), '{}', NULL, false, p_taking, p_replica, p_now);
            ends := ck1_tell(ends, told, t);
            IF p_replica = ANY (t.watchers) THEN PERFORM pg_notify('ck_r' || p_replica, 'ended ' || t.id); END IF;
        END $$;
        """#
}

extension SchemaVersion4 {
    /// Functions of version 1 that pauses and budgets change, with the same parameters and answers.
    static let replacements = #"""
        -- Changed: a paused conversation does not end by being idle.
        CREATE OR REPLACE FUNCTION ck1_open_conversation(
            p_channel text, p_key text, p_user bigint, p_accepted_at timestamptz, p_idle interval, p_now timestamptz,
            OUT id bigint, OUT is_new boolean
        ) LANGUAGE plpgsql AS $$
        DECLARE last conversations;
        BEGIN
            SELECT * INTO last FROM conversations AS c WHERE c.channel = p_channel AND c.key = p_key ORDER BY c.id DESC LIMIT 1;
            is_new := false;
            IF last.id IS NOT NULL AND NOT last.is_finished THEN
                IF last.paused_at IS NOT NULL OR last.last_updated >= p_accepted_at - p_idle THEN
                    id := last.id;
                    RETURN;
                END IF;
                UPDATE conversations AS c SET is_finished = true WHERE c.id = last.id;
            END IF;
            INSERT INTO conversations AS c (user_id, channel, key, created_at, last_updated)
            VALUES (coalesce(last.user_id, p_user), p_channel, p_key, p_now, p_now) RETURNING c.id INTO id;
            is_new := true;
        END $$;

        -- Changed: the second and third statement.
        CREATE OR REPLACE FUNCTION ck1_insert_running(
            c ck1_context, t inbox, p_conversation bigint, p_is_new boolean
        ) RETURNS ck1_result LANGUAGE plpgsql AS $$
        BEGIN
            t.conversation_id := p_conversation;
            IF NOT p_is_new AND ck4_paused_conversation(t) IS NOT NULL THEN RETURN ck4_hold_new(c, t); END IF;
            t := ck4_within_budget(t, false, c.replica, c.now);
            t.user_message_id := ck1_say(
                p_conversation, 'user', t.content, CASE WHEN t.plan IS NULL THEN 'complete' ELSE 'aside' END, c.now);
            t.state := 'running';
            t.attempts := 1;
            t.owner := c.replica;
            t := ck1_insert(t, c.now);
            RETURN ck1_begun(t, p_is_new, '{}', c.history, c.replica, c.now);
        END $$;

        -- Changed: what is between the last `RETURN` of the loop's refusals and `ck1_begin`.
        CREATE OR REPLACE FUNCTION ck1_advance(
            INOUT ends ck1_ends, p_channel text, p_lane text, p_mode text, p_apology text, p_replica integer, p_idle interval,
            p_history integer, p_taking boolean, p_now timestamptz
        ) LANGUAGE plpgsql AS $$
        DECLARE
            head inbox;
            target inbox;
            told ck1_telling;
            begun record;
            paused bigint;
        BEGIN
            ends.next := NULL;
            LOOP
                SELECT * INTO head FROM inbox AS h
                WHERE h.channel = p_channel AND h.lane = p_lane AND h.state IN ('queued', 'running')
                ORDER BY h.lane_number LIMIT 1 FOR UPDATE;
                IF head.id IS NULL OR head.state <> 'queued' THEN RETURN; END IF;
                IF NOT ck1_readable(head) THEN
                    ends := ck1_end_unbegun(ends, head, ROW(
                        'internal_error', 'internalFault', 'Something went wrong. The operator has been told.', NULL,
                        'its row is damaged')::ck1_error, p_apology, p_replica, p_taking, p_now);
                ELSIF head.merged_into IS NOT NULL THEN
                    SELECT * INTO target FROM inbox WHERE id = head.merged_into;
                    IF target.id IS NULL THEN
                        told := ROW('cancelled', NULL, NULL, NULL, NULL, '{}', NULL, false, p_taking, p_replica, p_now);
                        target := head;
                    ELSE
                        told := ck1_ending(ck1_final(target), p_replica, p_taking, p_now);
                    END IF;
                    PERFORM ck1_end(head.id, 'merged', told.outcome, told.answer_id, told.error, p_now);
                    IF told.outcome <> 'pending' THEN
                        ends.count := ends.count + ck1_discount(head, p_replica);
                        ends := ck1_send(ends, told, head, target);
                    END IF;
                ELSE
                    IF head.not_before > p_now OR p_mode = 'no' THEN RETURN; END IF;
                    IF p_mode = 'unless_suspects' AND EXISTS (SELECT 1 FROM inbox WHERE suspect_of = p_replica) THEN
                        RETURN;
                    END IF;
                    paused := ck4_paused_conversation(head);
                    IF paused IS NOT NULL THEN
                        ends := ck4_hold(ends, head, paused, p_replica, p_taking, p_now);
                        CONTINUE;
                    END IF;
                    head := ck4_within_budget(head, true, p_replica, p_now);
                    begun := ck1_begin(head, p_mode, p_replica, p_idle, p_history, p_now);
                    ends.next := begun.turn;
                    RETURN;
                END IF;
            END LOOP;
        END $$;

        -- Changed: what follows `IF NOT (is_free AND c.may_begin)`, and what has been held before.
        CREATE OR REPLACE FUNCTION ck1_again(c ck1_context, e jsonb, known inbox) RETURNS ck1_result LANGUAGE plpgsql AS $$
        DECLARE
            t inbox;
            r ck1_result;
            told ck1_telling;
            is_free boolean;
            begun record;
            held ck1_ends := ROW(0, '{}', '{}', NULL);
            listens boolean := e ->> 'caller' = 'listens';
        BEGIN
            IF NOT ck1_readable(known) THEN RETURN ck1_refused('damaged'); END IF;
            IF known.content <> e ->> 'content' THEN RETURN ck1_refused('differentContent'); END IF;
            t := ck1_final(known);
            IF NOT ck1_readable(t) THEN RETURN ck1_refused('damaged'); END IF;
            -- Known under another name of its sender's, it may be of another lane.
            PERFORM ck1_lock_lane(t.channel, t.lane);
            SELECT * INTO t FROM inbox WHERE id = t.id;
            t := ck1_final(t);
            IF t.state IN ('queued', 'running') THEN
                IF listens THEN PERFORM ck1_add_listener(c, e, known, t); END IF;
                IF e ->> 'caller' = 'collects' THEN PERFORM ck1_watch(t, c.replica); END IF;
                RETURN ck1_outcome('joined', t.id);
            ELSIF t.state = 'answered' THEN
                told := ck1_ending(t, c.replica, false, c.now);
                IF listens AND ck1_add_listener(c, e, known, t) THEN RETURN ck1_outcome('joined', t.id); END IF;
                r := ck1_outcome('repeated', t.id);
                r.answer_id := told.answer_id;
                r.content := told.text;
                r.conversation_id := told.conversation_id;
                RETURN r;
            ELSIF t.state IN ('failed', 'cancelled') AND e ->> 'caller' <> 'absent' THEN
                -- The same row goes to its lane's tail, with the caller that asks now. Its question, where one was stored, stays.
                IF t.plan IS NULL AND t.error_code = 'poison' THEN
                    UPDATE messages SET status = 'complete' WHERE id = t.user_message_id AND status = 'aside';
                END IF;
                is_free := NOT EXISTS (
                    SELECT 1 FROM inbox AS h
                    WHERE h.channel = t.channel AND h.lane = t.lane AND h.state IN ('queued', 'running'));
                UPDATE inbox SET state = 'queued', caller = e ->> 'caller', address = e ->> 'address',
                    reply_context = e ->> 'context', accepted_at = c.now, updated_at = c.now, accepted_by = c.replica,
                    home = CASE WHEN listens THEN c.replica END,
                    watchers = CASE WHEN e ->> 'caller' = 'collects' THEN ARRAY[c.replica] END,
                    lane_number = nextval('inbox_id_seq'), not_before = NULL, by_hand = false, crashes = 0, unclean_stops = 0,
                    error_code = NULL, error_kind = NULL, error_message = NULL, error_retry_after = NULL, error_detail = NULL
                WHERE id = t.id RETURNING * INTO t;
                IF NOT (is_free AND c.may_begin) THEN
                    IF is_free THEN PERFORM pg_notify('ck_work', ''); END IF;
                    RETURN ck1_outcome('queued', t.id);
                END IF;
                IF ck4_paused_conversation(t) IS NOT NULL THEN
                    -- Its caller is told by this call.
                    t.caller := 'collects';
                    held := ck4_hold(held, t, ck4_paused_conversation(t), c.replica, false, c.now);
                    RETURN ck1_skipped(t.id, 'paused');
                END IF;
                begun := ck1_begin(
                    ck4_within_budget(t, true, c.replica, c.now), 'ordinary', c.replica, c.idle, c.history, c.now);
                RETURN begun.turn;
            ELSIF t.state = 'skipped' AND t.rule = 'paused' AND e ->> 'caller' <> 'absent' THEN
                RETURN ck1_skipped(t.id, 'paused');
            END IF;
            r.kind := 'noted';
            r.is_due := false;
            r.has_failed := false;
            RETURN r;
        END $$;

        -- Changed: how a turn ended that was only recorded.
        CREATE OR REPLACE FUNCTION ck1_ending(t inbox, p_replica integer, p_taking boolean, p_now timestamptz)
        RETURNS ck1_telling LANGUAGE plpgsql AS $$
        DECLARE told ck1_telling;
        BEGIN
            told.replica := p_replica;
            told.taking := p_taking;
            told.now := p_now;
            told.parts := '{}';
            told.others_wait := false;
            told.outcome := CASE t.state
                WHEN 'answered' THEN 'answered' WHEN 'failed' THEN 'failed'
                WHEN 'skipped' THEN CASE WHEN t.rule = 'paused' THEN 'failed' ELSE 'cancelled' END
                WHEN 'cancelled' THEN 'cancelled' ELSE 'pending' END;
            IF told.outcome = 'answered' THEN
                told.answer_id := t.answer_message_id;
                SELECT m.content, m.conversation_id INTO told.text, told.conversation_id FROM messages AS m
                WHERE m.id = t.answer_message_id;
                IF told.text IS NULL THEN RAISE EXCEPTION 'an answer is missing' USING ERRCODE = 'CK003'; END IF;
            ELSIF told.outcome = 'failed' THEN
                told.error := CASE WHEN t.state = 'skipped' THEN ck4_paused_error() ELSE ROW(
                    t.error_code, t.error_kind, t.error_message, t.error_retry_after, t.error_detail)::ck1_error END;
            END IF;
            RETURN told;
        END $$;
        """#
}

extension SchemaVersion1 {
    /// The last of a turn's two transactions.
    static let complete = #"""
        CREATE FUNCTION ck1_ended(ends ck1_ends, told ck1_telling, p_turn bigint) RETURNS SETOF ck1_result LANGUAGE plpgsql AS $$
        DECLARE r ck1_result;
        BEGIN
            r.kind := 'ended';
            r.id := p_turn;
            r.word := told.outcome;
            r.answer_id := told.answer_id;
            r.content := told.text;
            r.conversation_id := told.conversation_id;
            r.error_code := (told.error).code;
            r.error_kind := (told.error).kind;
            r.error_message := (told.error).message;
            r.error_retry_after := (told.error).retry_after;
            r.error_detail := (told.error).detail;
            r.count := ends.count;
            r.ids := ends.merged;
            RETURN NEXT r;
            RETURN QUERY SELECT * FROM unnest(ends.replies);
            IF (ends.next).id IS NOT NULL THEN RETURN NEXT ends.next; END IF;
        END $$;

        -- The turn that this process is to end, its lane locked: running here, or ended already by the same call, whose answer
        -- was lost (`p_again`).
        CREATE FUNCTION ck1_claim(
            p_replica integer, p_turn bigint, p_attempt integer, p_again boolean
        ) RETURNS inbox LANGUAGE plpgsql AS $$
        DECLARE t inbox;
        BEGIN
            PERFORM ck1_fence(p_replica);
            PERFORM ck1_lock_lane(i.channel, i.lane) FROM inbox AS i WHERE i.id = p_turn;
            -- Held, so that a user who is being deleted or moved does not go while their turn ends.
            SELECT * INTO t FROM inbox WHERE id = p_turn FOR UPDATE;
            IF t.state IS DISTINCT FROM 'running' OR t.owner <> p_replica OR t.attempts <> p_attempt THEN
                IF p_again AND t.attempts = p_attempt AND t.state IN ('answered', 'failed', 'cancelled') THEN
                    RETURN t;
                END IF;
                RAISE EXCEPTION 'turn % is no longer this process''s to end', p_turn USING ERRCODE = 'CK001';
            END IF;
            RETURN t;
        END $$;

        -- Records a turn's end with everything that follows from it, and begins the lane's next turn. `p_end`: answered, said,
        -- failed or cancelled. `p_error`: code, kind, message, retry_after, detail. `p_again`: the same call was made before, and
        -- it is not known what became of it.
        CREATE FUNCTION ck1_complete(
            p_replica integer, p_turn bigint, p_attempt integer, p_end text, p_text text, p_model text,
            p_prompt_tokens integer, p_completion_tokens integer, p_finish_reason text, p_error text[], p_parts text[],
            p_apology text, p_may_begin boolean, p_idle_ms bigint, p_history integer, p_now timestamptz, p_again boolean
        ) RETURNS SETOF ck1_result LANGUAGE plpgsql AS $$
        DECLARE
            t inbox;
            told ck1_telling;
            ends ck1_ends := ROW(1, '{}', '{}', NULL);
        BEGIN
            t := ck1_claim(p_replica, p_turn, p_attempt, p_again);
            IF t.state <> 'running' THEN
                RETURN QUERY SELECT * FROM ck1_ended_before(p_replica, t, p_now);
                RETURN;
            END IF;
            IF NOT ck1_readable(t) OR t.conversation_id IS NULL THEN
                RAISE EXCEPTION 'the row of turn % is damaged', p_turn USING ERRCODE = 'CK003';
            END IF;
            told.parts := p_parts;
            told.apology := p_apology;
            told.taking := true;
            told.replica := p_replica;
            told.now := p_now;
            IF p_end IN ('answered', 'said') THEN
                told.outcome := 'answered';
                told.text := p_text;
                told.conversation_id := t.conversation_id;
                INSERT INTO messages (
                    conversation_id, role, content, status, model, prompt_tokens, completion_tokens, finish_reason, created_at)
                VALUES (
                    t.conversation_id, 'assistant', p_text, CASE WHEN p_end = 'said' THEN 'aside' ELSE 'complete' END, p_model,
                    p_prompt_tokens, p_completion_tokens, p_finish_reason, p_now)
                RETURNING id INTO told.answer_id;
            ELSE
                told.outcome := p_end;
                IF p_end = 'failed' THEN
                    told.error := ROW(p_error[1], p_error[2], p_error[3], p_error[4]::bigint, p_error[5]);
                END IF;
                IF p_text <> '' THEN
                    PERFORM ck1_say(
                        t.conversation_id, 'assistant', p_text,
                        CASE WHEN p_end = 'failed' THEN 'incomplete' ELSE 'cancelled' END, p_now);
                END IF;
            END IF;
            PERFORM ck1_end(p_turn, told.outcome, told.outcome, told.answer_id, told.error, p_now);
            UPDATE conversations SET last_updated = greatest(last_updated, p_now),
                is_finished = is_finished OR p_end = 'said' AND t.plan IS NOT DISTINCT FROM 'reset'
            WHERE id = t.conversation_id;
            told.others_wait := EXISTS (
                SELECT 1 FROM inbox AS h
                WHERE h.channel = t.channel AND h.lane = t.lane AND h.state IN ('queued', 'running'));
            ends := ck1_tell(ends, told, t);
            IF told.others_wait THEN
                ends := ck1_advance(
                    ends, t.channel, t.lane, CASE WHEN p_may_begin THEN 'unless_suspects' ELSE 'no' END, p_apology,
                    p_replica,
                    make_interval(secs => p_idle_ms::double precision / 1000), p_history, true, p_now);
                IF (ends.next).id IS NULL THEN PERFORM pg_notify('ck_work', ''); END IF;
            END IF;
            RETURN QUERY SELECT * FROM ck1_ended(ends, told, p_turn);
        END $$;

        -- What a call had done whose answer was lost: the turn's end, and its replies that this process is to send.
        CREATE FUNCTION ck1_ended_before(p_replica integer, t inbox, p_now timestamptz) RETURNS SETOF ck1_result
        LANGUAGE plpgsql AS $$
        DECLARE ends ck1_ends := ROW(1, '{}', '{}', NULL);
        BEGIN
            SELECT coalesce(array_agg(m.id ORDER BY m.id), '{}') INTO ends.merged FROM inbox AS m
            WHERE m.merged_into = t.id AND m.state = 'merged' AND m.user_message_id IS NOT NULL;
            ends.count := 1 + cardinality(ends.merged);
            SELECT coalesce(array_agg(ck1_reply_item(o) ORDER BY o.id), '{}') INTO ends.replies FROM outbox AS o
            WHERE o.channel = t.channel AND o.lane = t.lane AND o.state = 'sending' AND o.owner = p_replica AND o.turn_id = t.id;
            RETURN QUERY SELECT * FROM ck1_ended(ends, ck1_ending(t, p_replica, true, p_now), t.id);
        END $$;

        -- Ends a running turn as failed by its id, whatever the rest of its row holds.
        CREATE FUNCTION ck1_abandon(
            p_replica integer, p_turn bigint, p_attempt integer, p_error text[], p_apology text, p_now timestamptz,
            p_again boolean
        ) RETURNS SETOF ck1_result LANGUAGE plpgsql AS $$
        DECLARE
            t inbox;
            told ck1_telling;
            ends ck1_ends := ROW(1, '{}', '{}', NULL);
        BEGIN
            t := ck1_claim(p_replica, p_turn, p_attempt, p_again);
            IF t.state <> 'running' THEN
                RETURN QUERY SELECT * FROM ck1_ended_before(p_replica, t, p_now);
                RETURN;
            END IF;
            told.outcome := 'failed';
            told.error := ROW(p_error[1], p_error[2], p_error[3], p_error[4]::bigint, p_error[5]);
            told.apology := p_apology;
            told.parts := '{}';
            told.others_wait := false;
            told.taking := true;
            told.replica := p_replica;
            told.now := p_now;
            PERFORM ck1_end(p_turn, 'failed', 'failed', NULL, told.error, p_now);
            ends := ck1_tell(ends, told, t);
            PERFORM pg_notify('ck_work', '');
            RETURN QUERY SELECT * FROM ck1_ended(ends, told, p_turn);
        END $$;
        """#
}

extension SchemaVersion5 {
    /// The last of a turn's two transactions.
    static let complete = #"""
        -- What a turn has used. What ended without an answer counts where something was used, as no turn.
        CREATE FUNCTION ck5_count_usage(
            t inbox, p_end text, p_prompt_tokens integer, p_completion_tokens integer, p_now timestamptz
        ) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF p_end <> 'answered' AND p_prompt_tokens IS NULL AND p_completion_tokens IS NULL THEN RETURN; END IF;
            INSERT INTO usage_days AS u (user_id, day, channel, turns, prompt_tokens, completion_tokens)
            VALUES (
                t.user_id, (p_now AT TIME ZONE 'UTC')::date, t.channel, CASE WHEN p_end = 'answered' THEN 1 ELSE 0 END,
                greatest(coalesce(p_prompt_tokens, 0), 0), greatest(coalesce(p_completion_tokens, 0), 0))
            ON CONFLICT (user_id, day, channel) DO UPDATE SET turns = u.turns + excluded.turns,
                prompt_tokens = u.prompt_tokens + excluded.prompt_tokens,
                completion_tokens = u.completion_tokens + excluded.completion_tokens;
        END $$;

        -- Changed: what `ck1_complete` does is done here, with the turn claimed once and its conversation written once. The claim
        -- makes sure that usage is counted once, however often the call is made; and it is counted before the lane's next turn
        -- is judged by it. What broke off in somebody else's conversation is noted as said to whoever had asked: nothing
        -- else says so.
        CREATE OR REPLACE FUNCTION ck4_complete(
            p_replica integer, p_turn bigint, p_attempt integer, p_end text, p_text text, p_model text,
            p_prompt_tokens integer, p_completion_tokens integer, p_finish_reason text, p_error text[], p_parts text[],
            p_apology text, p_may_begin boolean, p_idle_ms bigint, p_history integer, p_now timestamptz, p_again boolean
        ) RETURNS SETOF ck1_result LANGUAGE plpgsql AS $$
        DECLARE
            t inbox := ck1_claim(p_replica, p_turn, p_attempt, p_again);
            told ck1_telling;
            ends ck1_ends := ROW(1, '{}', '{}', NULL);
            partial bigint;
        BEGIN
            IF t.state <> 'running' THEN
                RETURN QUERY SELECT * FROM ck1_ended_before(p_replica, t, p_now);
                RETURN;
            END IF;
            IF NOT ck1_readable(t) OR t.conversation_id IS NULL THEN
                RAISE EXCEPTION 'the row of turn % is damaged', p_turn USING ERRCODE = 'CK003';
            END IF;
            PERFORM ck5_count_usage(t, p_end, p_prompt_tokens, p_completion_tokens, p_now);
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
                    partial := ck1_say(
                        t.conversation_id, 'assistant', p_text,
                        CASE WHEN p_end = 'failed' THEN 'incomplete' ELSE 'cancelled' END, p_now);
                    INSERT INTO message_writers (message_id, user_id)
                    SELECT partial, t.user_id FROM conversations AS c
                    WHERE c.id = t.conversation_id AND c.user_id <> t.user_id;
                END IF;
            END IF;
            PERFORM ck1_end(p_turn, told.outcome, told.outcome, told.answer_id, told.error, p_now);
            UPDATE conversations SET last_updated = greatest(last_updated, p_now),
                is_finished = is_finished OR p_end = 'said' AND t.plan IS NOT DISTINCT FROM 'reset',
                lane = t.lane, address = t.address, reply_context = t.reply_context
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
        """#
}

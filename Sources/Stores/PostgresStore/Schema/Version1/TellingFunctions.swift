extension SchemaVersion1 {
    /// How a turn's end reaches those who asked.
    static let telling = #"""
        CREATE FUNCTION ck1_end(
            p_turn bigint, p_state text, p_outcome text, p_answer bigint, p_error ck1_error, p_now timestamptz
        ) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF p_outcome = 'cancelled' AND p_state = 'merged' THEN
                -- A repetition of a cancelled turn is over too; its row says why.
                p_error := ROW('cancelled', 'conflict', 'This message was cancelled.', NULL, NULL);
            END IF;
            UPDATE inbox SET state = p_state, owner = NULL, suspect_of = NULL, alone = false,
                answer_message_id = CASE WHEN p_outcome = 'answered' THEN p_answer END,
                error_code = (p_error).code, error_kind = (p_error).kind, error_message = (p_error).message,
                error_retry_after = (p_error).retry_after, error_detail = (p_error).detail, updated_at = p_now
            WHERE id = p_turn;
        END $$;

        -- What is over may count as pending at another process than the one that ended it, which is told by its row. Returns how
        -- many are over that count at this one.
        CREATE FUNCTION ck1_discount(t inbox, p_replica integer) RETURNS integer LANGUAGE plpgsql AS $$
        BEGIN
            IF t.accepted_by IS NOT DISTINCT FROM p_replica THEN RETURN 1; END IF;
            UPDATE replicas SET pending_change = pending_change - 1 WHERE id = t.accepted_by;
            RETURN 0;
        END $$;

        CREATE FUNCTION ck1_notify_watchers(p_turn inbox, p_replica integer, p_word text) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF p_turn.watchers IS NULL THEN RETURN; END IF;
            PERFORM pg_notify('ck_r' || w, p_word || ' ' || p_turn.id)
            FROM unnest(p_turn.watchers) AS w WHERE w <> p_replica;
        END $$;

        -- Tells everyone who is sent a turn's end: its own caller, those of messages merged into it, and repetitions that wait
        -- for it alone. Of those who are absent only the last: to them it is one reply.
        CREATE FUNCTION ck1_tell(INOUT ends ck1_ends, told ck1_telling, t inbox) LANGUAGE plpgsql AS $$
        DECLARE
            absent inbox;
            other inbox;
            is_pending boolean;
        BEGIN
            IF t.caller = 'absent' THEN absent := t; ELSE ends := ck1_send(ends, told, t, t); END IF;
            PERFORM ck1_notify_watchers(t, told.replica, 'ended');
            FOR other IN SELECT * FROM inbox AS m WHERE m.merged_into = t.id AND m.state = 'merged' ORDER BY m.id LOOP
                is_pending := other.answer_message_id IS NULL AND other.error_code IS NULL;
                CONTINUE WHEN NOT is_pending AND other.user_message_id IS NULL;
                PERFORM ck1_end(other.id, 'merged', told.outcome, told.answer_id, told.error, told.now);
                IF is_pending THEN ends.count := ends.count + ck1_discount(other, told.replica); END IF;
                IF other.user_message_id IS NOT NULL THEN ends.merged := ends.merged || other.id; END IF;
                CONTINUE WHEN NOT ck1_readable(other);
                PERFORM ck1_notify_watchers(other, told.replica, 'ended');
                IF other.caller = 'absent' THEN
                    absent := other;
                ELSIF is_pending THEN
                    ends := ck1_send(ends, told, other, t);
                END IF;
            END LOOP;
            IF absent.id IS NOT NULL THEN ends := ck1_send(ends, told, absent, t); END IF;
        END $$;

        -- Messages whose turn is gone go on by themselves, under the suspicion that the turn was under.
        CREATE FUNCTION ck1_detach(t inbox, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE inbox SET state = 'queued', merged_into = NULL, updated_at = p_now, suspect_of = t.suspect_of
            WHERE merged_into = t.id AND state = 'merged' AND message_id IS NOT NULL
                AND answer_message_id IS NULL AND error_code IS NULL;
        END $$;

        -- Ends a turn that can never be begun, so that its lane goes on. Messages that had joined it go on by themselves.
        CREATE FUNCTION ck1_end_unbegun(
            INOUT ends ck1_ends, t inbox, p_error ck1_error, p_apology text, p_replica integer, p_taking boolean, p_now timestamptz
        ) LANGUAGE plpgsql AS $$
        DECLARE told ck1_telling;
        BEGIN
            PERFORM ck1_detach(t, p_now);
            PERFORM ck1_end(t.id, 'failed', 'failed', NULL, p_error, p_now);
            ends.count := ends.count + ck1_discount(t, p_replica);
            told := ROW('failed', NULL, NULL, NULL, p_error, '{}', p_apology, false, p_taking, p_replica, p_now);
            ends := ck1_tell(ends, told, t);
        END $$;

        -- The turn whose end is this one's too.
        CREATE FUNCTION ck1_final(t inbox) RETURNS inbox LANGUAGE plpgsql AS $$
        DECLARE target inbox;
        BEGIN
            IF t.state <> 'merged' OR t.merged_into IS NULL THEN RETURN t; END IF;
            SELECT * INTO target FROM inbox WHERE id = t.merged_into;
            RETURN CASE WHEN target.id IS NULL THEN t ELSE target END;
        END $$;

        -- How a turn ended; its outcome is null while it has not.
        CREATE FUNCTION ck1_ending(t inbox, p_replica integer, p_taking boolean, p_now timestamptz)
        RETURNS ck1_telling LANGUAGE plpgsql AS $$
        DECLARE told ck1_telling;
        BEGIN
            told.replica := p_replica;
            told.taking := p_taking;
            told.now := p_now;
            told.parts := '{}';
            told.others_wait := false;
            told.outcome := CASE t.state
                WHEN 'answered' THEN 'answered' WHEN 'failed' THEN 'failed' WHEN 'skipped' THEN 'cancelled'
                WHEN 'cancelled' THEN 'cancelled' ELSE 'pending' END;
            IF told.outcome = 'answered' THEN
                told.answer_id := t.answer_message_id;
                SELECT m.content, m.conversation_id INTO told.text, told.conversation_id FROM messages AS m
                WHERE m.id = t.answer_message_id;
                IF told.text IS NULL THEN RAISE EXCEPTION 'an answer is missing' USING ERRCODE = 'CK003'; END IF;
            ELSIF told.outcome = 'failed' THEN
                told.error := ROW(t.error_code, t.error_kind, t.error_message, t.error_retry_after, t.error_detail);
            END IF;
            RETURN told;
        END $$;
        """#
}

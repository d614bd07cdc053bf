extension SchemaVersion1 {
    /// Who may write, one at a time in each lane, and how a turn begins.
    static let lanes = #"""
        -- What every write depends on, whatever the database's or its user's settings say: that what was committed is on the disk,
        -- and that each statement sees what was committed before it.
        CREATE FUNCTION ck1_begin_writing() RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('synchronous_commit') IN ('off', 'local')
                AND current_setting('channelkit.may_lose_commits', true) IS DISTINCT FROM 'on' THEN
                PERFORM set_config('synchronous_commit', 'on', true);
            END IF;
            IF current_setting('transaction_isolation') <> 'read committed' THEN
                RAISE EXCEPTION 'transactions are % here; set default_transaction_isolation to read committed',
                    current_setting('transaction_isolation') USING ERRCODE = 'CK002';
            END IF;
        END $$;

        CREATE FUNCTION ck1_fence(p_replica integer) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM ck1_begin_writing();
            -- Whoever takes this replica over takes the same lock alone, and deletes its row: what it is writing is done by
            -- then. A lease that is past and that nobody has acted upon may be taken up again: nothing was lost by it.
            PERFORM pg_advisory_xact_lock_shared(1667956832, p_replica);
            PERFORM 1 FROM replicas WHERE id = p_replica;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the lease of this process is gone' USING ERRCODE = 'CK001';
            END IF;
        END $$;

        CREATE FUNCTION ck1_lock_lane(p_channel text, p_lane text) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtextextended(p_channel || chr(1) || p_lane, 0));
        END $$;

        CREATE FUNCTION ck1_readable(t inbox) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT isfinite(t.accepted_at) $$;

        CREATE FUNCTION ck1_begun(
            t inbox, p_is_new boolean, p_merged text[], p_history integer, p_replica integer, p_now timestamptz
        ) RETURNS ck1_result LANGUAGE plpgsql AS $$
        DECLARE r ck1_result;
        BEGIN
            r.kind := 'begun';
            r.id := t.id;
            r.user_id := t.user_id;
            r.conversation_id := t.conversation_id;
            r.channel := t.channel;
            r.address := t.address;
            r.message_id := t.message_id;
            r.content := t.content;
            r.plan := t.plan;
            r.plan_text := t.plan_text;
            r.caller := t.caller;
            r.context := t.reply_context;
            r.attempt := t.attempts;
            r.accepted_at := t.accepted_at;
            r.by_hand := t.by_hand AND t.error_code IS NULL;
            r.is_foreign := t.accepted_by IS DISTINCT FROM p_replica;
            r.merged := p_merged;
            r.watchers := array_remove(t.watchers, p_replica);
            IF NOT p_is_new THEN
                -- Its end will say so again: within a minute the row need not be written twice.
                UPDATE conversations SET last_updated = p_now
                WHERE id = t.conversation_id AND last_updated < p_now - interval '1 minute';
                IF t.plan IS NULL THEN
                    SELECT h.roles, h.contents INTO r.roles, r.history
                    FROM ck1_history(t.conversation_id, t.user_message_id, p_history) AS h;
                END IF;
            END IF;
            RETURN r;
        END $$;

        -- A message becomes part of a turn.
        CREATE FUNCTION ck1_join_turn(p_member inbox, t inbox, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
        DECLARE
            question bigint := ck1_say(
                t.conversation_id, 'user', p_member.content,
                CASE WHEN p_member.plan IS NULL THEN 'complete' ELSE 'aside' END, p_now);
        BEGIN
            UPDATE inbox SET state = 'merged', merged_into = t.id, conversation_id = t.conversation_id,
                user_message_id = question, not_before = NULL, updated_at = p_now WHERE id = p_member.id;
        END $$;

        CREATE FUNCTION ck1_begin(
            INOUT t inbox, p_mode text, p_replica integer, p_idle interval, p_history integer, p_now timestamptz,
            OUT turn ck1_result
        ) LANGUAGE plpgsql AS $$
        DECLARE
            place record;
            texts text[] := '{}';
            is_new boolean := false;
            other inbox;
        BEGIN
            IF t.conversation_id IS NULL THEN
                SELECT * INTO place FROM ck1_open_conversation(
                    t.channel, t.conversation_key, t.user_id, t.accepted_at, p_idle, p_now);
                t.conversation_id := place.id;
                is_new := place.is_new;
            END IF;
            IF t.user_message_id IS NULL THEN
                t.user_message_id := ck1_say(
                    t.conversation_id, 'user', t.content, CASE WHEN t.plan IS NULL THEN 'complete' ELSE 'aside' END, p_now);
            END IF;
            UPDATE inbox SET state = 'running', attempts = attempts + 1, owner = p_replica,
                conversation_id = t.conversation_id, user_message_id = t.user_message_id, not_before = NULL, updated_at = p_now
            WHERE id = t.id;
            IF t.mergeable THEN
                IF t.attempts > 0 THEN
                    FOR other IN
                        SELECT * FROM inbox AS m
                        WHERE m.merged_into = t.id AND m.state = 'merged' AND m.message_id IS NOT NULL ORDER BY m.id
                    LOOP
                        -- What an operator asks for again is asked where its turn is now.
                        IF other.user_message_id IS NULL THEN
                            PERFORM ck1_join_turn(other, t, p_now);
                        END IF;
                        texts := texts || other.content;
                    END LOOP;
                END IF;
                -- What runs alone takes nobody with it.
                IF p_mode <> 'alone' THEN
                    FOR other IN
                        SELECT * FROM inbox AS m WHERE m.channel = t.channel AND m.lane = t.lane
                            AND m.state IN ('queued', 'running') AND m.lane_number > t.lane_number
                        ORDER BY m.lane_number LIMIT 100
                    LOOP
                        EXIT WHEN NOT (other.mergeable AND other.merged_into IS NULL AND other.attempts = 0
                            AND NOT other.by_hand AND other.user_message_id IS NULL AND other.user_id = t.user_id
                            AND other.conversation_key = t.conversation_key AND ck1_readable(other));
                        PERFORM ck1_join_turn(other, t, p_now);
                        texts := texts || other.content;
                    END LOOP;
                END IF;
            END IF;
            t.attempts := t.attempts + 1;
            turn := ck1_begun(t, is_new, texts, p_history, p_replica, p_now);
            IF t.accepted_by IS DISTINCT FROM p_replica THEN
                -- It counts here from now on.
                UPDATE inbox SET accepted_by = p_replica WHERE id = t.id;
                UPDATE replicas SET pending_change = pending_change - 1 WHERE id = t.accepted_by;
            END IF;
        END $$;

        -- Goes on with a lane whose head is over: gives repetitions whose place has come their answers, ends what is damaged, and
        -- begins the next turn, if it may. The lane is locked. `p_mode`: no, ordinary, unless_suspects or alone.
        CREATE FUNCTION ck1_advance(
            INOUT ends ck1_ends, p_channel text, p_lane text, p_mode text, p_apology text, p_replica integer, p_idle interval,
            p_history integer, p_taking boolean, p_now timestamptz
        ) LANGUAGE plpgsql AS $$
        DECLARE
            head inbox;
            target inbox;
            told ck1_telling;
            begun record;
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
                    begun := ck1_begin(head, p_mode, p_replica, p_idle, p_history, p_now);
                    ends.next := begun.turn;
                    RETURN;
                END IF;
            END LOOP;
        END $$;
        """#
}

extension SchemaVersion1 {
    /// Turns that are put off, begun later, or asked about.
    static let waitingTurns = #"""
        CREATE FUNCTION ck1_postpone(
            p_replica integer, p_turn bigint, p_attempt integer, p_until timestamptz, p_error text[], p_now timestamptz
        ) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM ck1_fence(p_replica);
            UPDATE inbox SET state = 'queued', owner = NULL, suspect_of = NULL, alone = false, not_before = p_until,
                error_code = p_error[1], error_kind = p_error[2], error_message = p_error[3],
                error_retry_after = p_error[4]::bigint, error_detail = p_error[5], updated_at = p_now
            WHERE id = p_turn AND state = 'running' AND owner = p_replica AND attempts = p_attempt;
            IF NOT FOUND THEN
                -- The same call may have done it, and its answer was lost.
                PERFORM 1 FROM inbox WHERE id = p_turn AND state = 'queued' AND attempts = p_attempt AND owner IS NULL;
                IF FOUND THEN RETURN; END IF;
                RAISE EXCEPTION 'turn % is no longer this process''s to postpone', p_turn USING ERRCODE = 'CK001';
            END IF;
            IF p_until <= p_now THEN PERFORM pg_notify('ck_work', ''); END IF;
        END $$;

        -- Begins turns that wait at the head of a free lane, oldest first: of channels that this process serves, or that no
        -- living one does.
        CREATE FUNCTION ck1_begin_turns(
            p_replica integer, p_limit integer, p_apologies jsonb, p_idle_ms bigint, p_history integer, p_now timestamptz
        ) RETURNS SETOF ck1_result LANGUAGE plpgsql AS $$
        DECLARE
            head record;
            ends ck1_ends := ROW(0, '{}', '{}', NULL);
            r ck1_result;
        BEGIN
            PERFORM ck1_fence(p_replica);
            -- `attempt` of the last row: by how much others have changed what this process counts as pending.
            r.kind := 'count';
            UPDATE replicas AS new SET pending_change = 0 FROM replicas AS old
            WHERE new.id = p_replica AND old.id = p_replica AND old.pending_change <> 0
            RETURNING old.pending_change INTO r.attempt;
            r.attempt := coalesce(r.attempt, 0);
            r.count := 0;
            IF EXISTS (SELECT 1 FROM inbox WHERE suspect_of = p_replica) THEN
                -- Whoever missed the notice learns it here.
                r.word := 'suspects';
                RETURN NEXT r;
                RETURN;
            END IF;
            -- A subplan with a limit, which cannot become a join: each lane is asked for its head by the index.
            FOR head IN
                SELECT h.id, h.channel, h.lane FROM inbox AS h
                WHERE h.state = 'queued' AND h.suspect_of IS NULL AND (h.not_before IS NULL OR h.not_before <= p_now)
                    AND h.id = (
                        SELECT first.id FROM inbox AS first
                        WHERE first.channel = h.channel AND first.lane = h.lane AND first.state IN ('queued', 'running')
                        ORDER BY first.lane_number LIMIT 1)
                    AND NOT EXISTS (
                        SELECT 1 FROM replicas AS other
                        WHERE h.channel = ANY (other.channels) AND other.lease_until > clock_timestamp()
                        HAVING count(*) > 0 AND NOT bool_or(other.id = p_replica))
                ORDER BY h.id LIMIT p_limit FOR UPDATE SKIP LOCKED
            LOOP
                -- Whoever holds the lane is doing what is to be done.
                CONTINUE WHEN NOT pg_try_advisory_xact_lock(hashtextextended(head.channel || chr(1) || head.lane, 0));
                ends := ck1_advance(
                    ends, head.channel, head.lane, 'ordinary', p_apologies ->> head.channel, p_replica,
                    make_interval(secs => p_idle_ms::double precision / 1000), p_history, false, p_now);
                IF (ends.next).id IS NOT NULL THEN
                    RETURN NEXT ends.next;
                    IF (ends.next).is_foreign THEN r.attempt := r.attempt + 1; END IF;
                END IF;
            END LOOP;
            r.count := ends.count;
            RETURN NEXT r;
        END $$;

        -- How a turn ended, for whoever asks.
        CREATE FUNCTION ck1_outcome_of(p_turn bigint) RETURNS SETOF ck1_result LANGUAGE plpgsql AS $$
        DECLARE t inbox;
        BEGIN
            SELECT * INTO t FROM inbox WHERE id = p_turn;
            IF t.id IS NULL THEN RETURN; END IF;
            RETURN QUERY SELECT * FROM ck1_ended(ROW(0, '{}', '{}', NULL), ck1_ending(ck1_final(t), 0, false, now()), p_turn);
        END $$;
        """#
}

extension SchemaVersion1 {
    /// Turns that were running when a process died.
    static let suspicion = #"""
        -- Begins the oldest turn under suspicion, as the only one here, where nothing else runs here. What was in flight at
        -- several unclean stops waits until it can be alone: then a row of kind `wait` is returned.
        CREATE FUNCTION ck1_begin_suspect(
            p_replica integer, p_apologies jsonb, p_idle_ms bigint, p_history integer, p_now timestamptz
        ) RETURNS SETOF ck1_result LANGUAGE plpgsql AS $$
        DECLARE
            s record;
            t inbox;
            last bigint := 0;
            has_company boolean;
            ends ck1_ends := ROW(0, '{}', '{}', NULL);
            r ck1_result;
        BEGIN
            PERFORM ck1_fence(p_replica);
            -- Whoever asks for the next one has done with the last.
            UPDATE inbox SET suspect_of = NULL, alone = false WHERE suspect_of = p_replica AND state = 'running';
            has_company := EXISTS (
                SELECT 1 FROM inbox WHERE state IN ('queued', 'running') AND state = 'running' AND owner = p_replica);
            r.kind := 'count';
            FOR t IN SELECT * FROM inbox AS i WHERE i.suspect_of = p_replica AND i.crashes >= 3 ORDER BY i.id LOOP
                PERFORM ck1_lock_lane(t.channel, t.lane);
                -- It is shown to the model no more: it would bring the process down again, with what is said next.
                UPDATE messages SET status = 'aside' WHERE id = t.user_message_id;
                ends := ck1_end_unbegun(ends, t, ROW(
                    'poison', 'internalFault', 'Something went wrong. The operator has been told.', NULL,
                    'the process ended three times while this message was all that it worked on')::ck1_error,
                    p_apologies ->> t.channel, p_replica, false, p_now);
            END LOOP;
            LOOP
                SELECT i.id, i.channel, i.lane, i.unclean_stops INTO s FROM inbox AS i
                WHERE i.suspect_of = p_replica AND i.state = 'queued' AND i.id > last ORDER BY i.id LIMIT 1;
                EXIT WHEN s.id IS NULL;
                last := s.id;
                IF has_company AND s.unclean_stops >= 3 THEN
                    r.kind := 'wait';
                    CONTINUE;
                END IF;
                -- A lane's order holds for a suspect too: where another turn is before it, that one is begun, if it may be.
                PERFORM ck1_lock_lane(s.channel, s.lane);
                ends := ck1_advance(
                    ends, s.channel, s.lane, 'alone', p_apologies ->> s.channel, p_replica,
                    make_interval(secs => p_idle_ms::double precision / 1000), p_history, false, p_now);
                IF (ends.next).id IS NOT NULL THEN
                    UPDATE inbox SET suspect_of = p_replica, alone = NOT has_company WHERE id = (ends.next).id;
                    RETURN NEXT ends.next;
                    r.kind := 'count';
                    EXIT;
                END IF;
            END LOOP;
            IF (ends.next).id IS NULL AND r.kind = 'count' THEN
                -- What is left waits behind a turn that runs, or for a time: it is begun like any other.
                UPDATE inbox SET suspect_of = NULL, alone = false WHERE suspect_of = p_replica;
            END IF;
            r.count := ends.count;
            RETURN NEXT r;
        END $$;

        CREATE FUNCTION ck1_join_others(p_replica integer, p_turn bigint) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM ck1_fence(p_replica);
            UPDATE inbox SET suspect_of = NULL, alone = false WHERE id = p_turn AND state = 'running' AND owner = p_replica;
        END $$;
        """#
}

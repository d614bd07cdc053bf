extension SchemaVersion1 {
    /// The processes that serve the database, and what is done for those that are gone.
    static let replicas = #"""
        -- `p_before`: who this process was, where others took it for dead: what it listens for is its own still.
        CREATE FUNCTION ck1_register(
            p_name text, p_channels text[], p_lease_ms bigint, p_before integer
        ) RETURNS integer LANGUAGE plpgsql AS $$
        DECLARE number integer;
        BEGIN
            PERFORM ck1_begin_writing();
            INSERT INTO replicas (name, channels, started_at, lease_until)
            VALUES (p_name, p_channels, clock_timestamp(),
                clock_timestamp() + make_interval(secs => p_lease_ms::double precision / 1000))
            RETURNING id INTO number;
            IF p_before IS NOT NULL THEN
                UPDATE inbox SET home = number WHERE home = p_before AND state IN ('queued', 'running');
                UPDATE inbox SET home = number
                WHERE home = p_before AND state = 'merged' AND answer_message_id IS NULL AND error_code IS NULL;
                UPDATE outbox SET home = number WHERE home = p_before AND state IN ('pending', 'sending');
            END IF;
            RETURN number;
        END $$;

        -- Keeps up this process's lease; in a transaction of its own, so that nothing undoes it. False: it is gone.
        CREATE FUNCTION ck1_beat(p_replica integer, p_lease_ms bigint) RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE replicas SET lease_until = clock_timestamp() + make_interval(secs => p_lease_ms::double precision / 1000),
                regained_at = CASE WHEN lease_until < clock_timestamp() THEN clock_timestamp() ELSE regained_at END
            WHERE id = p_replica;
            RETURN FOUND;
        END $$;

        -- Takes over what processes were working on whose lease is past. Returns how many those were.
        --
        -- Where the database itself was away all leases are past: whoever is back first leaves the others time to come back.
        CREATE FUNCTION ck1_take_over_dead(p_replica integer, p_now timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
        DECLARE
            dead integer;
            turns integer := 0;
            total integer := 0;
        BEGIN
            PERFORM ck1_fence(p_replica);
            PERFORM 1 FROM replicas WHERE id = p_replica AND regained_at > clock_timestamp() - interval '7 seconds';
            IF FOUND THEN RETURN 0; END IF;
            FOR dead IN
                SELECT id FROM replicas WHERE lease_until < clock_timestamp() AND id <> p_replica ORDER BY id
                FOR UPDATE SKIP LOCKED
            LOOP
                -- Its last writes are done once this lock is had; none comes after. Nobody waits for a session that hangs: it
                -- is ended, and the lock had the next time.
                IF NOT pg_try_advisory_xact_lock(1667956832, dead) THEN
                    PERFORM pg_terminate_backend(l.pid) FROM pg_locks AS l
                    WHERE l.locktype = 'advisory' AND l.classid = 1667956832 AND l.objid = dead AND l.objsubid = 2 AND l.granted
                        AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database());
                    CONTINUE;
                END IF;
                turns := turns + ck1_take_over(p_replica, dead, p_now);
                DELETE FROM replicas WHERE id = dead;
                total := total + 1;
            END LOOP;
            IF total > 0 THEN
                UPDATE replicas SET pending_change = pending_change + turns WHERE id = p_replica;
                PERFORM pg_notify('ck_work', '');
                PERFORM pg_notify('ck_r' || r.id, 'suspects') FROM replicas AS r
                WHERE EXISTS (SELECT 1 FROM inbox AS i WHERE i.suspect_of = r.id);
            END IF;
            RETURN total;
        END $$;

        -- Any of the turns that a dead process was running may have killed it: each is under suspicion until it has run alone.
        -- What waited there counts here from now on.
        CREATE FUNCTION ck1_take_over(p_replica integer, p_dead integer, p_now timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
        DECLARE
            turns integer;
            followers integer;
        BEGIN
            UPDATE inbox AS t SET crashes = crashes + (t.state = 'running' AND t.alone)::integer,
                unclean_stops = unclean_stops + (t.state = 'running')::integer,
                state = 'queued', owner = NULL, alone = false,
                suspect_of = coalesce((
                    SELECT r.id FROM replicas AS r
                    WHERE t.channel = ANY (r.channels) AND r.lease_until > clock_timestamp() AND r.id <> p_dead
                    ORDER BY r.id <> p_replica LIMIT 1), p_replica)
            WHERE t.state IN ('queued', 'running') AND (t.state = 'running' AND t.owner = p_dead OR t.suspect_of = p_dead);
            UPDATE inbox AS t SET accepted_by = p_replica
            WHERE t.state IN ('queued', 'running') AND t.accepted_by = p_dead;
            GET DIAGNOSTICS turns = ROW_COUNT;
            UPDATE inbox AS t SET accepted_by = p_replica
            WHERE t.state = 'merged' AND t.answer_message_id IS NULL AND t.error_code IS NULL AND t.accepted_by = p_dead;
            GET DIAGNOSTICS followers = ROW_COUNT;
            RETURN turns + followers;
        END $$;

        -- An orderly end: what still runs waits for others, and nobody is to blame. What ran alone has yet to show that it is harmless.
        CREATE FUNCTION ck1_leave(p_replica integer) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM ck1_fence(p_replica);
            UPDATE inbox SET state = 'queued', owner = NULL, alone = false
            WHERE state IN ('queued', 'running') AND state = 'running' AND owner = p_replica;
            UPDATE inbox SET accepted_by = NULL WHERE accepted_by = p_replica AND state IN ('queued', 'running');
            UPDATE inbox SET accepted_by = NULL
            WHERE accepted_by = p_replica AND state = 'merged' AND answer_message_id IS NULL AND error_code IS NULL;
            -- Its suspects, and replies of which it is not known what became, are found by a lease that is past.
            IF EXISTS (SELECT 1 FROM inbox WHERE suspect_of = p_replica) OR EXISTS (
                SELECT 1 FROM outbox WHERE state IN ('pending', 'sending') AND state = 'sending' AND owner = p_replica) THEN
                UPDATE replicas SET lease_until = '-infinity' WHERE id = p_replica;
            ELSE
                DELETE FROM replicas WHERE id = p_replica;
            END IF;
            PERFORM pg_notify('ck_work', '');
        END $$;

        -- What this process is said to work on and knows nothing of: the answer to the call that began it was lost. Turns wait
        -- again, replies were certainly not sent. `p_age_ms`: longer than any such call may take.
        CREATE FUNCTION ck1_forgotten(
            p_replica integer, p_turns bigint[], p_replies bigint[], p_age_ms bigint, p_now timestamptz
        ) RETURNS integer LANGUAGE plpgsql AS $$
        DECLARE
            bound timestamptz := p_now - make_interval(secs => p_age_ms::double precision / 1000);
            turns integer;
            replies integer;
        BEGIN
            PERFORM ck1_fence(p_replica);
            UPDATE inbox SET state = 'queued', owner = NULL, alone = false
            WHERE state IN ('queued', 'running') AND state = 'running' AND owner = p_replica AND updated_at < bound
                AND id <> ALL (p_turns);
            GET DIAGNOSTICS turns = ROW_COUNT;
            UPDATE outbox SET state = 'pending', owner = NULL, attempts = attempts - 1
            WHERE state IN ('pending', 'sending') AND state = 'sending' AND owner = p_replica AND updated_at < bound
                AND id <> ALL (p_replies);
            GET DIAGNOSTICS replies = ROW_COUNT;
            IF turns + replies > 0 THEN PERFORM pg_notify('ck_work', ''); END IF;
            RETURN turns + replies;
        END $$;
        """#
}

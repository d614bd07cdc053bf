extension SchemaVersion1 {
    /// The first of a turn's two transactions.
    static let accept = #"""
        CREATE FUNCTION ck1_start(c ck1_context, e jsonb) RETURNS SETOF ck1_result LANGUAGE plpgsql AS $$
        DECLARE
            s ck1_sender;
            buckets ck1_bucket[] := '{}';
            wait bigint;
            r ck1_result;
            t inbox;
        BEGIN
            IF e ? 'names' THEN PERFORM ck1_lock_names(c.channel, e); END IF;
            s := ck1_find(c.channel, e);
            IF s.is_missing THEN RETURN NEXT ck1_refused('userNotFound'); RETURN; END IF;
            IF c.limits ? 'address' AND e ? 'client' THEN
                buckets := buckets || ck1_bucket(
                    'address:' || c.channel || ':' || (e ->> 'client'), c.limits -> 'address', c.now);
            END IF;
            IF e ? 'content' THEN
                IF s.opted_out THEN RETURN NEXT ck1_refused('optedOut'); RETURN; END IF;
                IF c.limits IS NOT NULL THEN buckets := buckets || ck1_buckets(c, s.id); END IF;
            END IF;
            SELECT max(b.wait_ms) INTO wait FROM unnest(buckets) AS b;
            IF wait IS NOT NULL THEN RETURN NEXT ck1_refused('rateLimited', wait); RETURN; END IF;
            r.kind := 'opened';
            r.user_id := ck1_settle(c, s, e);
            PERFORM ck1_draw(c, buckets, r.user_id);
            -- Its key is its id, so that whoever holds the id finds what follows it.
            r.conversation_id := nextval('conversations_id_seq');
            INSERT INTO conversations (id, user_id, channel, key, created_at, last_updated)
            VALUES (r.conversation_id, r.user_id, c.channel, 's:' || r.conversation_id, c.now, c.now);
            IF NOT e ? 'content' THEN
                r.content := c.greeting;
                IF c.greeting <> '' THEN
                    PERFORM ck1_say(r.conversation_id, 'assistant', c.greeting, 'complete', c.now);
                END IF;
                RETURN NEXT r;
                RETURN;
            END IF;
            RETURN NEXT r;
            t.channel := c.channel;
            t.lane := r.conversation_id;
            t.address := r.conversation_id;
            t.scope := 'u:' || r.user_id;
            t.user_id := r.user_id;
            t.conversation_key := 's:' || r.conversation_id;
            t.content := e ->> 'content';
            t.caller := 'collects';
            t.plan := nullif(e ->> 'plan', 'skip');
            t.plan_text := e ->> 'text';
            t.accepted_by := c.replica;
            PERFORM ck1_obey(t.plan, t.user_id);
            IF c.may_begin THEN
                RETURN NEXT ck1_insert_running(c, t, r.conversation_id, true);
                RETURN;
            END IF;
            t.state := 'queued';
            t.watchers := ARRAY[c.replica];
            t := ck1_insert(t, c.now);
            PERFORM pg_notify('ck_work', '');
            RETURN NEXT ck1_outcome('queued', t.id);
        END $$;

        -- All events of one delivery, or none. `p_merge_ms`: null where each message has a turn of its own.
        CREATE FUNCTION ck1_accept(
            p_replica integer, p_channel text, p_channel_type text, p_events jsonb, p_merge_ms bigint, p_limits jsonb,
            p_idle_ms bigint, p_history integer, p_greeting text, p_may_begin boolean, p_now timestamptz
        ) RETURNS SETOF ck1_result LANGUAGE plpgsql AS $$
        DECLARE
            c ck1_context;
            e jsonb;
            r ck1_result;
            number integer := 0;
        BEGIN
            PERFORM ck1_begin_writing();
            PERFORM pg_advisory_xact_lock_shared(1667956832, p_replica);
            SELECT to_timestamp(m.value::double precision), p_may_begin AND NOT EXISTS (SELECT 1 FROM inbox WHERE suspect_of = p_replica)
            INTO c.forgotten, c.may_begin
            FROM replicas AS own, meta AS m
            WHERE own.id = p_replica AND m.key = 'forgotten';
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the lease of this process is gone' USING ERRCODE = 'CK001';
            END IF;
            c.replica := p_replica;
            c.channel := p_channel;
            c.channel_type := p_channel_type;
            c.merge_window := make_interval(secs => p_merge_ms::double precision / 1000);
            c.limits := p_limits;
            c.idle := make_interval(secs => p_idle_ms::double precision / 1000);
            c.history := p_history;
            c.greeting := p_greeting;
            c.now := p_now;
            IF jsonb_array_length(p_events) > 1 THEN
                -- In one order, so that two deliveries about the same lanes do not wait for each other.
                PERFORM pg_advisory_xact_lock(k) FROM (
                    SELECT DISTINCT hashtextextended(p_channel || chr(1) || (x ->> 'address'), 0) AS k
                    FROM jsonb_array_elements(p_events) AS x WHERE x ->> 'lane' = 'a' ORDER BY 1) AS keys;
            END IF;
            FOR e IN SELECT * FROM jsonb_array_elements(p_events) LOOP
                IF e ->> 'kind' = 'message' THEN
                    r := ck1_message(c, e);
                    r.event := number;
                    RETURN NEXT r;
                ELSIF e ->> 'kind' = 'start' THEN
                    FOR r IN SELECT * FROM ck1_start(c, e) LOOP
                        r.event := number;
                        RETURN NEXT r;
                    END LOOP;
                ELSE
                    r := ck1_note(c, e);
                    r.event := number;
                    RETURN NEXT r;
                END IF;
                number := number + 1;
            END LOOP;
        END $$;
        """#
}

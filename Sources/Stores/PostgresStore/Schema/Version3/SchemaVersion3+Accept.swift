extension SchemaVersion3 {
    /// The first of a turn's two transactions, as in version 1 but for what a message is.
    static let accept = #"""
        -- All events of one delivery, or none. `p_merge_ms`: null where each message has a turn of its own.
        CREATE FUNCTION ck3_accept(
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
                    r := ck3_message(c, e);
                    r.event := number;
                    RETURN NEXT r;
                ELSIF e ->> 'kind' = 'start' THEN
                    IF e ? 'user' THEN PERFORM ck3_lock_sender(p_channel, e); END IF;
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

        -- A conversation of the user's own, or the one that has followed it; and whether whoever asks may still ask.
        CREATE FUNCTION ck3_history_of(
            p_conversation bigint, p_user bigint, p_channel text, p_follows boolean, p_session bigint, p_issued timestamptz
        ) RETURNS TABLE (id bigint, is_good boolean) LANGUAGE sql STABLE AS $$
            SELECT found.id, ck3_is_good(p_user, p_session, p_issued) FROM (SELECT 1) AS asked LEFT JOIN LATERAL (
                SELECT CASE WHEN p_follows AND last.user_id = named.user_id THEN last.id ELSE named.id END AS id
                FROM conversations AS named, LATERAL (
                    SELECT c.id, c.user_id FROM conversations AS c
                    WHERE c.channel = named.channel AND c.key = named.key ORDER BY c.id DESC LIMIT 1) AS last
                WHERE named.id = p_conversation AND named.user_id = p_user AND named.channel = p_channel) AS found ON true
        $$;
        """#
}

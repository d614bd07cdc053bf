extension SchemaVersion1 {
    /// Token buckets.
    static let limits = #"""
        -- A token bucket as it stands, locked. `p_limit`: {"count", "ms"}. A null key is that of a user who is about to get a row.
        CREATE FUNCTION ck1_bucket(p_key text, p_limit jsonb, p_now timestamptz) RETURNS ck1_bucket LANGUAGE plpgsql AS $$
        DECLARE
            b ck1_bucket;
            last record;
        BEGIN
            b.key := p_key;
            b.count := (p_limit ->> 'count')::integer;
            b.span := (p_limit ->> 'ms')::double precision / 1000;
            b.tokens := b.count;
            IF p_key IS NOT NULL THEN
                LOOP
                    SELECT tokens, updated_at INTO last FROM buckets WHERE key = p_key FOR UPDATE;
                    EXIT WHEN FOUND;
                    INSERT INTO buckets (key, tokens, updated_at, full_at) VALUES (p_key, b.count, p_now, p_now)
                    ON CONFLICT (key) DO NOTHING;
                END LOOP;
                b.tokens := least(
                    b.count, last.tokens + CASE WHEN b.span > 0
                        THEN greatest(0, extract(epoch FROM p_now - last.updated_at)) / b.span * b.count ELSE b.count END);
            END IF;
            -- Adding up what comes in every millisecond may fall short of one by a rounding error.
            IF b.tokens < 1 - 1e-9 THEN
                b.wait_ms := CASE WHEN b.count > 0
                    THEN ceil(ck1_refill(b, 1 - b.tokens) * 1000) ELSE b.span * 1000 END;
            END IF;
            RETURN b;
        END $$;

        -- How long a part of it takes to come in, in seconds.
        CREATE FUNCTION ck1_refill(b ck1_bucket, p_tokens double precision) RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
            SELECT p_tokens / greatest(b.count, 1) * b.span
        $$;

        CREATE FUNCTION ck1_buckets(c ck1_context, p_user bigint) RETURNS ck1_bucket[] LANGUAGE plpgsql AS $$
        DECLARE found ck1_bucket[] := '{}';
        BEGIN
            IF c.limits ? 'user' THEN
                found := found || ck1_bucket('user:' || c.channel || ':' || p_user, c.limits -> 'user', c.now);
            END IF;
            IF c.limits ? 'channel' THEN
                found := found || ck1_bucket('channel:' || c.channel, c.limits -> 'channel', c.now);
            END IF;
            RETURN found;
        END $$;

        CREATE FUNCTION ck1_draw(c ck1_context, p_buckets ck1_bucket[], p_user bigint) RETURNS void LANGUAGE plpgsql AS $$
        DECLARE
            b ck1_bucket;
            full_again timestamptz;
        BEGIN
            FOREACH b IN ARRAY p_buckets LOOP
                full_again := c.now + make_interval(secs => ck1_refill(b, b.count - (b.tokens - 1)));
                INSERT INTO buckets AS old (key, tokens, updated_at, full_at)
                VALUES (coalesce(b.key, 'user:' || c.channel || ':' || p_user), b.tokens - 1, c.now, full_again)
                -- The clocks of two processes may differ: a bucket never goes back.
                ON CONFLICT (key) DO UPDATE SET tokens = excluded.tokens,
                    updated_at = greatest(old.updated_at, excluded.updated_at),
                    full_at = greatest(old.full_at, excluded.full_at);
            END LOOP;
        END $$;

        -- Tells somebody absent that they ask too often, in their lane's order, once a window.
        CREATE FUNCTION ck1_give_notice(c ck1_context, t inbox) RETURNS void LANGUAGE plpgsql AS $$
        DECLARE
            bound jsonb := coalesce(c.limits -> 'user', c.limits -> 'channel');
            spell interval;
            row_key text := 'user:' || c.channel || ':' || t.user_id;
            last timestamptz;
        BEGIN
            IF coalesce(c.limits ->> 'notice', '') = '' OR bound IS NULL THEN RETURN; END IF;
            spell := make_interval(secs => (bound ->> 'ms')::double precision / 1000);
            SELECT noticed_at INTO last FROM buckets WHERE key = row_key FOR UPDATE;
            IF last IS NOT NULL AND c.now < last + spell THEN RETURN; END IF;
            INSERT INTO buckets AS old (key, tokens, updated_at, full_at, noticed_at)
            VALUES (row_key, (bound ->> 'count')::integer, c.now, c.now + spell, c.now)
            ON CONFLICT (key) DO UPDATE SET noticed_at = excluded.noticed_at,
                full_at = greatest(old.full_at, excluded.full_at);
            PERFORM ck1_write_reply(
                c.replica, t, t.id, NULL, t.user_id, t.message_id, NULL, c.limits ->> 'notice', NULL, true, false, false, c.now);
        END $$;
        """#
}

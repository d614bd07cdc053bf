extension SchemaVersion3 {
    /// Sessions, and how often something may be tried.
    static let sessions = #"""
        -- The one that is wanted, if it is theirs still; else their newest on the instance, else a new one.
        CREATE FUNCTION ck3_session_conversation(
            p_user bigint, p_channel text, p_preferred bigint, p_now timestamptz
        ) RETURNS bigint LANGUAGE plpgsql AS $$
        DECLARE number bigint;
        BEGIN
            SELECT c.id INTO number FROM conversations AS c
            WHERE c.id = p_preferred AND c.user_id = p_user AND c.channel = p_channel;
            IF number IS NOT NULL THEN RETURN number; END IF;
            SELECT max(c.id) INTO number FROM conversations AS c WHERE c.user_id = p_user AND c.channel = p_channel;
            IF number IS NOT NULL THEN RETURN number; END IF;
            number := nextval('conversations_id_seq');
            INSERT INTO conversations (id, user_id, channel, key, created_at, last_updated)
            VALUES (number, p_user, p_channel, 's:' || number, p_now, p_now);
            RETURN number;
        END $$;

        -- `p_new`: {"channel", "family", "token", "expires"}, or null, where nobody signs in.
        CREATE FUNCTION ck3_begin_session(
            p_user bigint, p_new jsonb, p_preferred bigint, p_now timestamptz
        ) RETURNS ck3_signed_in LANGUAGE plpgsql AS $$
        DECLARE r ck3_signed_in;
        BEGIN
            r.word := 'done';
            r.user_id := p_user;
            IF p_new IS NULL THEN RETURN r; END IF;
            r.conversation_id := ck3_session_conversation(p_user, p_new ->> 'channel', p_preferred, p_now);
            INSERT INTO sessions (user_id, channel, conversation_id, family, token, created_at, used_at, expires_at)
            VALUES (p_user, p_new ->> 'channel', r.conversation_id, p_new ->> 'family', p_new ->> 'token', p_now, p_now,
                to_timestamp((p_new ->> 'expires')::double precision / 1000))
            RETURNING id INTO r.session_id;
            RETURN r;
        END $$;

        CREATE FUNCTION ck3_open_session(
            p_user bigint, p_new jsonb, p_expected text, p_rehashed text, p_forgiving text[], p_now timestamptz
        ) RETURNS ck3_signed_in LANGUAGE plpgsql AS $$
        DECLARE r ck3_signed_in;
        BEGIN
            PERFORM ck1_begin_writing();
            -- A password that is being changed ends this session as well: whoever comes first is waited for.
            PERFORM pg_advisory_xact_lock(ck3_user_key(p_user));
            PERFORM 1 FROM users WHERE id = p_user AND password_hash = p_expected;
            IF NOT FOUND THEN
                r.word := 'changedMeanwhile';
                RETURN r;
            END IF;
            IF p_rehashed IS NOT NULL THEN UPDATE users SET password_hash = p_rehashed WHERE id = p_user; END IF;
            DELETE FROM buckets WHERE key = ANY (p_forgiving);
            RETURN ck3_begin_session(p_user, p_new, NULL, p_now);
        END $$;

        CREATE FUNCTION ck3_rotate(
            p_channel text, p_family text, p_token text, p_next text, p_expires timestamptz, p_now timestamptz
        ) RETURNS ck3_signed_in LANGUAGE plpgsql AS $$
        DECLARE
            r ck3_signed_in;
            s sessions;
        BEGIN
            PERFORM ck1_begin_writing();
            -- The order of locks is everybody's: the user, then the rows.
            SELECT user_id INTO r.user_id FROM sessions WHERE family = p_family;
            PERFORM pg_advisory_xact_lock(ck3_user_key(r.user_id));
            SELECT * INTO s FROM sessions WHERE family = p_family AND channel = p_channel FOR UPDATE;
            IF s.id IS NULL THEN
                r.word := 'unknown';
                RETURN r;
            END IF;
            IF s.expires_at <= p_now OR s.token <> p_token THEN
                DELETE FROM sessions WHERE id = s.id;
                r.word := CASE WHEN s.expires_at <= p_now THEN 'unknown' ELSE 'reused' END;
                RETURN r;
            END IF;
            r.word := 'done';
            r.session_id := s.id;
            r.conversation_id := ck3_session_conversation(s.user_id, p_channel, s.conversation_id, p_now);
            UPDATE sessions SET token = p_next, conversation_id = r.conversation_id, used_at = p_now, expires_at = p_expires
            WHERE id = s.id;
            RETURN r;
        END $$;

        CREATE FUNCTION ck3_end_session(p_user bigint, p_session bigint, p_now timestamptz) RETURNS void
        LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM ck1_begin_writing();
            IF p_session IS NULL THEN
                UPDATE users SET tokens_after = p_now WHERE id = p_user;
            ELSE
                DELETE FROM sessions WHERE id = p_session AND user_id = p_user;
            END IF;
        END $$;

        -- Draws from every bucket, or from none where one is empty: then, for how long. `p_limits`: [{"key", "count", "ms"}].
        CREATE FUNCTION ck3_attempt(p_limits jsonb, p_now timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
        DECLARE
            l jsonb;
            b ck1_bucket;
            found ck1_bucket[] := '{}';
        BEGIN
            PERFORM ck1_begin_writing();
            -- A bucket is made when it is looked at: one that refuses keeps those behind it from being made, or whoever tries
            -- one address of many after the other would fill the table. The caller's own comes first.
            FOR l IN SELECT x FROM jsonb_array_elements(p_limits) AS x ORDER BY x ->> 'key' LOOP
                b := ck1_bucket(l ->> 'key', l, p_now);
                IF b.wait_ms IS NOT NULL THEN RETURN b.wait_ms; END IF;
                found := found || b;
            END LOOP;
            FOREACH b IN ARRAY found LOOP PERFORM ck3_draw(b, p_now); END LOOP;
            RETURN NULL;
        END $$;

        CREATE FUNCTION ck3_prune(p_before timestamptz, p_limit integer) RETURNS integer LANGUAGE plpgsql AS $$
        BEGIN
            DELETE FROM sessions WHERE id IN (
                SELECT id FROM sessions WHERE expires_at < p_before ORDER BY expires_at LIMIT p_limit FOR UPDATE SKIP LOCKED);
            DELETE FROM link_codes WHERE code IN (
                SELECT code FROM link_codes WHERE expires_at < p_before ORDER BY expires_at LIMIT p_limit FOR UPDATE SKIP LOCKED);
            RETURN ck1_prune(p_before, p_limit);
        END $$;
        """#
}

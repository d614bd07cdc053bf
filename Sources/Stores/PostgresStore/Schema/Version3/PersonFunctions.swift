extension SchemaVersion3 {
    /// Who may be deleted or become another, and who may write meanwhile.
    static let people = #"""
        CREATE FUNCTION ck3_user_key(p_user bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
            SELECT hashtextextended('user' || chr(3) || p_user, 0)
        $$;

        -- Whoever writes by a user's number: others may too, but nobody deletes or moves the user meanwhile. Whoever writes by a
        -- platform's name holds that name instead, alone.
        CREATE FUNCTION ck3_lock_sender(p_channel text, e jsonb) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF e ? 'user' THEN
                PERFORM pg_advisory_xact_lock_shared(ck3_user_key((e ->> 'user')::bigint));
            ELSIF e ? 'names' THEN
                PERFORM ck1_lock_names(p_channel, e);
            END IF;
        END $$;

        -- All that a user may write by: nothing of theirs is accepted until this transaction is over.
        CREATE FUNCTION ck3_lock_person(p_user bigint) RETURNS void LANGUAGE plpgsql AS $$
        DECLARE
            known integer := 0;
            found_now integer;
        BEGIN
            PERFORM pg_advisory_xact_lock(ck3_user_key(p_user));
            LOOP
                SELECT count(*) INTO found_now FROM (
                    SELECT pg_advisory_xact_lock(k) FROM (
                        SELECT hashtextextended(i.channel || chr(2) || i.scope || chr(2) || i.external_id, 0) AS k
                        FROM identities AS i WHERE i.user_id = p_user ORDER BY 1) AS keys) AS locked;
                -- A name may have come while the others were waited for.
                EXIT WHEN found_now <= known;
                known := found_now;
            END LOOP;
        END $$;

        -- Whether the credential that a message brings has not been taken back.
        CREATE FUNCTION ck3_is_good(p_user bigint, p_session bigint, p_issued timestamptz) RETURNS boolean
        LANGUAGE plpgsql STABLE AS $$
        BEGIN
            IF p_session IS NOT NULL THEN
                RETURN EXISTS (SELECT 1 FROM sessions AS s WHERE s.id = p_session AND s.user_id = p_user);
            END IF;
            -- To the second, for so tokens say it; in doubt it is not.
            RETURN p_issued IS NULL OR NOT EXISTS (
                SELECT 1 FROM users AS u WHERE u.id = p_user AND date_trunc('second', u.tokens_after) >= p_issued);
        END $$;

        CREATE FUNCTION ck3_is_good(e jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
            SELECT NOT (e ? 'session' OR e ? 'issued') OR ck3_is_good(
                (e ->> 'user')::bigint, (e ->> 'session')::bigint,
                to_timestamp((e ->> 'issued')::double precision / 1000))
        $$;

        -- By whose number the lane and the conversations of a private chat go.
        CREATE FUNCTION ck3_lane_of(p_channel text, e jsonb, p_user bigint) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
        DECLARE number bigint;
        BEGIN
            IF p_user IS NULL OR NOT e ? 'names' THEN RETURN p_user; END IF;
            FOR n IN 0 .. jsonb_array_length(e -> 'names') - 1 LOOP
                SELECT i.lane_id INTO number FROM identities AS i
                WHERE i.channel = p_channel AND i.scope = e ->> 'scope' AND i.external_id = e -> 'names' ->> n
                    AND i.user_id = p_user;
                IF FOUND THEN RETURN coalesce(number, p_user); END IF;
            END LOOP;
            RETURN p_user;
        END $$;
        """#
}

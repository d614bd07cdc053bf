extension SchemaVersion3 {
    /// Registering, profiles and passwords.
    static let accounts = #"""
        -- What most of these answer in.
        CREATE TYPE ck3_signed_in AS (word text, user_id bigint, conversation_id bigint, session_id bigint);

        -- `p_guest` and what follows it: who registers, where they are known already.
        CREATE FUNCTION ck3_register(
            p_guest bigint, p_conversation bigint, p_session bigint, p_issued timestamptz, p_email text, p_email_key text,
            p_hash text, p_name text, p_phone text, p_origin text, p_new_session jsonb, p_now timestamptz
        ) RETURNS ck3_signed_in LANGUAGE plpgsql AS $$
        DECLARE
            r ck3_signed_in;
            is_free boolean;
        BEGIN
            PERFORM ck1_begin_writing();
            IF p_guest IS NOT NULL THEN
                PERFORM pg_advisory_xact_lock(ck3_user_key(p_guest));
                SELECT is_guest INTO is_free FROM users WHERE id = p_guest;
                r.word := CASE WHEN is_free IS NULL THEN 'revoked' WHEN NOT is_free THEN 'alreadyRegistered'
                    WHEN NOT ck3_is_good(p_guest, p_session, p_issued) THEN 'revoked' END;
                IF r.word IS NOT NULL THEN RETURN r; END IF;
            END IF;
            PERFORM pg_advisory_xact_lock(hashtextextended('email' || chr(3) || p_email_key, 0));
            PERFORM 1 FROM users WHERE email_key = p_email_key;
            IF FOUND THEN
                r.word := 'emailTaken';
                RETURN r;
            END IF;
            IF p_guest IS NOT NULL THEN
                UPDATE users SET name = coalesce(p_name, name), email = p_email, email_key = p_email_key,
                    phone_number = coalesce(p_phone, phone_number), password_hash = p_hash, is_guest = false,
                    tokens_after = p_now, registered_at = p_now
                WHERE id = p_guest RETURNING id INTO r.user_id;
            ELSE
                INSERT INTO users (
                    name, email, email_key, phone_number, password_hash, is_guest, origin, created_at, tokens_after,
                    registered_at)
                VALUES (p_name, p_email, p_email_key, p_phone, p_hash, false, p_origin, p_now, p_now, p_now)
                RETURNING id INTO r.user_id;
            END IF;
            RETURN ck3_begin_session(r.user_id, p_new_session, p_conversation, p_now);
        END $$;

        CREATE FUNCTION ck3_change_profile(
            p_user bigint, p_name text, p_phone text, p_email text, p_email_key text
        ) RETURNS text LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM ck1_begin_writing();
            IF p_email_key IS NOT NULL THEN
                PERFORM pg_advisory_xact_lock(hashtextextended('email' || chr(3) || p_email_key, 0));
                PERFORM 1 FROM users WHERE email_key = p_email_key AND id <> p_user;
                IF FOUND THEN RETURN 'emailTaken'; END IF;
            END IF;
            UPDATE users SET name = CASE WHEN p_name IS NULL THEN name ELSE nullif(p_name, '') END,
                phone_number = CASE WHEN p_phone IS NULL THEN phone_number ELSE nullif(p_phone, '') END,
                email = coalesce(p_email, email), email_key = coalesce(p_email_key, email_key)
            WHERE id = p_user;
            RETURN CASE WHEN FOUND THEN 'changed' ELSE 'userNotFound' END;
        END $$;

        CREATE FUNCTION ck3_set_password(
            p_user bigint, p_hash text, p_expected text, p_new_session jsonb, p_now timestamptz
        ) RETURNS ck3_signed_in LANGUAGE plpgsql AS $$
        DECLARE
            r ck3_signed_in;
            u users;
        BEGIN
            PERFORM ck1_begin_writing();
            PERFORM pg_advisory_xact_lock(ck3_user_key(p_user));
            SELECT * INTO u FROM users WHERE id = p_user;
            r.word := CASE WHEN u.id IS NULL THEN 'userNotFound'
                WHEN p_expected IS NOT NULL AND u.password_hash IS DISTINCT FROM p_expected THEN 'changedMeanwhile' END;
            IF r.word IS NOT NULL THEN RETURN r; END IF;
            UPDATE users SET password_hash = p_hash, is_guest = false, tokens_after = p_now WHERE id = p_user;
            DELETE FROM sessions WHERE user_id = p_user;
            RETURN ck3_begin_session(p_user, p_new_session, NULL, p_now);
        END $$;
        """#
}

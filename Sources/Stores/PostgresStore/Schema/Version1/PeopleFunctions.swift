extension SchemaVersion1 {
    /// Who a sender is.
    static let people = #"""
        -- A list of texts, in its order.
        CREATE FUNCTION ck1_texts(p_list jsonb) RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
        DECLARE texts text[] := '{}';
        BEGIN
            FOR n IN 0 .. coalesce(jsonb_array_length(p_list), 0) - 1 LOOP texts := texts || (p_list ->> n); END LOOP;
            RETURN texts;
        END $$;

        -- Whether an alias that led to a user is now somebody else's, as a telephone number is that was given to a new owner: the
        -- new one has an id of their own, and the user another one of that kind.
        CREATE FUNCTION ck1_has_changed_hands(
            p_alias text, p_user bigint, p_channel text, p_scope text, p_names text[]
        ) RETURNS boolean LANGUAGE sql STABLE AS $$
            SELECT (p_alias ~ '^[0-9]*$') <> (p_names[1] ~ '^[0-9]*$') AND EXISTS (
                SELECT 1 FROM identities AS i
                WHERE i.user_id = p_user AND i.channel = p_channel AND i.scope = p_scope
                    AND (i.external_id ~ '^[0-9]*$') = (p_names[1] ~ '^[0-9]*$') AND i.external_id <> ALL (p_names))
        $$;

        -- The sender, where the bot knows them: by any of the names, and where these are several, the oldest.
        CREATE FUNCTION ck1_find(p_channel text, e jsonb) RETURNS ck1_sender LANGUAGE plpgsql AS $$
        DECLARE
            s ck1_sender;
            names text[];
            found bigint[] := '{}';
            whom bigint;
            scope_name text := e ->> 'scope';
        BEGIN
            IF e ? 'user' THEN
                SELECT u.id, u.name, u.email, u.phone_number, u.opted_out INTO s.id, s.name, s.email, s.phone_number, s.opted_out
                FROM users AS u WHERE u.id = (e ->> 'user')::bigint;
                s.is_missing := s.id IS NULL;
                RETURN s;
            ELSIF NOT e ? 'names' THEN
                RETURN s;
            ELSIF jsonb_array_length(e -> 'names') = 1 THEN
                SELECT u.id, u.name, u.email, u.phone_number, u.opted_out INTO s.id, s.name, s.email, s.phone_number, s.opted_out
                FROM identities AS i JOIN users AS u ON u.id = i.user_id
                WHERE i.channel = p_channel AND i.scope = scope_name AND i.external_id = e -> 'names' ->> 0;
                RETURN s;
            END IF;
            names := ck1_texts(e -> 'names');
            FOR n IN 1 .. cardinality(names) LOOP
                SELECT i.user_id INTO whom FROM identities AS i
                WHERE i.channel = p_channel AND i.scope = scope_name AND i.external_id = names[n];
                IF n > 1 AND found[1] IS NULL AND whom IS NOT NULL
                    AND ck1_has_changed_hands(names[n], whom, p_channel, scope_name, names) THEN
                    whom := NULL;
                END IF;
                found := found || whom;
            END LOOP;
            SELECT min(f) INTO whom FROM unnest(found) AS f;
            IF whom IS NULL THEN RETURN s; END IF;
            SELECT u.id, u.name, u.email, u.phone_number INTO s.id, s.name, s.email, s.phone_number
            FROM users AS u WHERE u.id = whom;
            -- Who opted out by one name has opted out.
            SELECT bool_or(u.opted_out) INTO s.opted_out FROM users AS u WHERE u.id = ANY (found);
            SELECT array_agg(names[n]) INTO s.new_names FROM generate_subscripts(names, 1) AS n WHERE found[n] IS DISTINCT FROM whom;
            RETURN s;
        END $$;

        -- So that two first messages of one sender make one user.
        CREATE FUNCTION ck1_lock_names(p_channel text, e jsonb) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock(k) FROM (
                SELECT DISTINCT hashtextextended(p_channel || chr(2) || (e ->> 'scope') || chr(2) || n.value, 0) AS k
                FROM jsonb_array_elements_text(e -> 'names') AS n(value) ORDER BY 1) AS keys;
        END $$;

        -- The sender's row: the one that was found, with what it lacked filled in, or a new one.
        CREATE FUNCTION ck1_settle(c ck1_context, s ck1_sender, e jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
        DECLARE
            whom bigint := s.id;
            names text[] := s.new_names;
        BEGIN
            IF whom IS NULL THEN
                INSERT INTO users (name, email, phone_number, is_guest, origin, created_at)
                VALUES (e ->> 'name', e ->> 'email', e ->> 'phone', true, c.channel_type, c.now) RETURNING id INTO whom;
                IF e ? 'names' THEN names := ck1_texts(e -> 'names'); END IF;
            ELSE
                IF s.name IS NULL AND e ? 'name' OR s.email IS NULL AND e ? 'email' OR s.phone_number IS NULL AND e ? 'phone' THEN
                    UPDATE users SET name = coalesce(name, e ->> 'name'), email = coalesce(email, e ->> 'email'),
                        phone_number = coalesce(phone_number, e ->> 'phone') WHERE id = whom;
                END IF;
                IF s.opted_out AND names IS NOT NULL THEN UPDATE users SET opted_out = true WHERE id = whom; END IF;
            END IF;
            IF names IS NOT NULL THEN
                INSERT INTO identities (channel, scope, external_id, user_id, created_at)
                SELECT c.channel, e ->> 'scope', n, whom, c.now FROM unnest(names) AS n ORDER BY n
                ON CONFLICT (channel, scope, external_id) DO UPDATE SET user_id = excluded.user_id;
            END IF;
            RETURN whom;
        END $$;
        """#
}

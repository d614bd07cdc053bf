extension SchemaVersion5 {
    /// Who a sender is, and which lane and conversations are theirs.
    static let people = #"""
        -- Changed: only names of the same chat count, of which a user may have several.
        CREATE OR REPLACE FUNCTION ck1_has_changed_hands(
            p_alias text, p_user bigint, p_channel text, p_scope text, p_names text[]
        ) RETURNS boolean LANGUAGE sql STABLE AS $$
            SELECT (p_alias ~ '^[0-9]*$') <> (p_names[1] ~ '^[0-9]*$') AND EXISTS (
                SELECT 1 FROM identities AS a JOIN identities AS i ON i.user_id = a.user_id
                WHERE a.channel = p_channel AND a.scope = p_scope AND a.external_id = p_alias AND a.user_id = p_user
                    AND i.channel = p_channel AND i.scope = p_scope
                    AND coalesce(i.lane_id, i.user_id) = coalesce(a.lane_id, a.user_id)
                    AND (i.external_id ~ '^[0-9]*$') = (p_names[1] ~ '^[0-9]*$') AND i.external_id <> ALL (p_names))
        $$;

        -- Changed: of several whoever has proved who they are, before the oldest.
        CREATE OR REPLACE FUNCTION ck1_find(p_channel text, e jsonb) RETURNS ck1_sender LANGUAGE plpgsql AS $$
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
                IF n > 1 AND whom IS NOT NULL AND whom IS DISTINCT FROM found[1]
                    AND ck1_has_changed_hands(names[n], whom, p_channel, scope_name, names) THEN
                    whom := NULL;
                END IF;
                found := found || whom;
            END LOOP;
            SELECT u.id INTO whom FROM users AS u WHERE u.id = ANY (found) ORDER BY u.is_guest, u.id LIMIT 1;
            IF whom IS NULL THEN RETURN s; END IF;
            SELECT u.id, u.name, u.email, u.phone_number INTO s.id, s.name, s.email, s.phone_number
            FROM users AS u WHERE u.id = whom;
            -- Who opted out by one name has opted out.
            SELECT bool_or(u.opted_out) INTO s.opted_out FROM users AS u WHERE u.id = ANY (found);
            SELECT array_agg(names[n]) INTO s.new_names FROM generate_subscripts(names, 1) AS n WHERE found[n] IS DISTINCT FROM whom;
            RETURN s;
        END $$;

        -- Changed: a name that leads to somebody else from now on has nothing of its former owner's lanes.
        CREATE OR REPLACE FUNCTION ck1_settle(c ck1_context, s ck1_sender, e jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
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
                ON CONFLICT (channel, scope, external_id) DO UPDATE SET user_id = excluded.user_id, lane_id = NULL,
                    key_id = NULL, linked_at = NULL, origin = NULL;
            END IF;
            RETURN whom;
        END $$;

        -- By whose number the lane of a private chat goes, and by whose its conversations. Null for somebody new.
        CREATE FUNCTION ck5_place_of(
            p_channel text, e jsonb, p_user bigint, OUT lane bigint, OUT key bigint
        ) LANGUAGE plpgsql STABLE AS $$
        BEGIN
            lane := p_user;
            key := p_user;
            IF p_user IS NULL OR NOT e ? 'names' THEN RETURN; END IF;
            FOR n IN 0 .. jsonb_array_length(e -> 'names') - 1 LOOP
                SELECT coalesce(i.lane_id, p_user), coalesce(i.key_id, i.lane_id, p_user) INTO lane, key FROM identities AS i
                WHERE i.channel = p_channel AND i.scope = e ->> 'scope' AND i.external_id = e -> 'names' ->> n
                    AND i.user_id = p_user;
                IF FOUND THEN RETURN; END IF;
            END LOOP;
            lane := p_user;
            key := p_user;
        END $$;

        -- Changed: the lane of a private chat is the chat's own.
        CREATE OR REPLACE FUNCTION ck1_add_listener(
            c ck1_context, e jsonb, known inbox, target inbox
        ) RETURNS boolean LANGUAGE plpgsql AS $$
        DECLARE
            t inbox;
            is_free boolean;
            ends ck1_ends;
        BEGIN
            t.channel := c.channel;
            t.lane := CASE
                WHEN e ->> 'lane' = 's' THEN 'u:' || coalesce(ck3_lane_of(c.channel, e, target.user_id), target.user_id)
                ELSE e ->> 'address' END;
            t.address := e ->> 'address';
            t.reply_context := e ->> 'context';
            t.repeats := known.message_id;
            t.caller := 'listens';
            t.accepted_by := c.replica;
            t.home := c.replica;
            PERFORM ck1_lock_lane(t.channel, t.lane);
            is_free := NOT EXISTS (
                SELECT 1 FROM inbox AS h
                WHERE h.channel = t.channel AND h.lane = t.lane AND h.state IN ('queued', 'running'));
            IF is_free AND target.state NOT IN ('queued', 'running') THEN
                ends := ROW(0, '{}', '{}', NULL);
                ends := ck1_send(ends, ck1_ending(target, c.replica, false, c.now), t, target);
                RETURN false;
            END IF;
            t.scope := target.scope;
            t.user_id := target.user_id;
            t.conversation_key := target.conversation_key;
            t.content := '';
            t.merged_into := target.id;
            t.conversation_id := target.conversation_id;
            -- With nothing before it in its own lane, it waits for its turn in the other lane alone.
            t.state := CASE WHEN is_free THEN 'merged' ELSE 'queued' END;
            PERFORM ck1_insert(t, c.now);
            RETURN true;
        END $$;
        """#
}

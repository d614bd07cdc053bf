extension SchemaVersion3 {
    /// How a chat becomes another user's, and a guest's again.
    static let links = #"""
        -- Makes a guest somebody whom the bot knows: all that was the guest's is theirs. The guest's lanes stay where they are, so
        -- that nothing that is under way is overtaken.
        CREATE FUNCTION ck3_move(p_guest bigint, p_user bigint, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE identities AS i SET lane_id = coalesce(i.lane_id, p_guest), linked_at = p_now,
                origin = coalesce(i.origin, (SELECT u.origin FROM users AS u WHERE u.id = p_guest)), user_id = p_user
            WHERE i.user_id = p_guest;
            UPDATE inbox SET user_id = p_user WHERE user_id = p_guest;
            UPDATE conversations SET user_id = p_user WHERE user_id = p_guest;
            UPDATE outbox SET user_id = p_user WHERE user_id = p_guest;
            -- Who has said stop has said it for whoever they are.
            UPDATE users AS u SET name = coalesce(u.name, g.name), phone_number = coalesce(u.phone_number, g.phone_number),
                opted_out = u.opted_out OR g.opted_out
            FROM users AS g WHERE g.id = p_guest AND u.id = p_user;
            DELETE FROM sessions WHERE user_id = p_guest;
            DELETE FROM link_codes WHERE user_id = p_guest;
            DELETE FROM users WHERE id = p_guest;
        END $$;

        -- What a message with a code comes to: whose it is from now on, and what is answered.
        CREATE FUNCTION ck3_link(
            c ck1_context, e jsonb, p_user bigint, OUT whom bigint, OUT said text
        ) LANGUAGE plpgsql AS $$
        DECLARE
            l jsonb := e -> 'link';
            b ck1_bucket;
            target bigint;
        BEGIN
            whom := p_user;
            IF NOT e ? 'names' THEN
                said := l ->> 'unavailable';
                RETURN;
            ELSIF NOT EXISTS (SELECT 1 FROM users WHERE id = p_user AND is_guest) THEN
                said := l ->> 'linked_already';
                RETURN;
            END IF;
            b := ck1_bucket('link:' || c.channel || ':' || p_user, l -> 'limit', c.now);
            IF b.wait_ms IS NOT NULL THEN
                said := l ->> 'limited';
                RETURN;
            END IF;
            DELETE FROM link_codes WHERE code = l ->> 'code' AND expires_at > c.now RETURNING user_id INTO target;
            IF target IS NOT NULL THEN
                PERFORM pg_advisory_xact_lock(k) FROM (
                    SELECT ck3_user_key(p_user) AS k UNION SELECT ck3_user_key(target) ORDER BY 1) AS keys;
                PERFORM 1 FROM users WHERE id = target AND NOT is_guest;
                IF FOUND THEN
                    PERFORM ck3_move(p_user, target, c.now);
                    whom := target;
                    said := l ->> 'linked';
                    RETURN;
                END IF;
            END IF;
            PERFORM ck3_draw(b, c.now);
            said := l ->> 'wrong';
        END $$;

        CREATE FUNCTION ck3_draw(b ck1_bucket, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO buckets AS old (key, tokens, updated_at, full_at)
            VALUES (b.key, b.tokens - 1, p_now, p_now + make_interval(secs => ck1_refill(b, b.count - (b.tokens - 1))))
            ON CONFLICT (key) DO UPDATE SET tokens = excluded.tokens,
                updated_at = greatest(old.updated_at, excluded.updated_at),
                full_at = greatest(old.full_at, excluded.full_at);
        END $$;

        CREATE FUNCTION ck3_keep_link_code(
            p_code text, p_user bigint, p_expires timestamptz, p_most integer, p_now timestamptz
        ) RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM ck1_begin_writing();
            PERFORM pg_advisory_xact_lock(ck3_user_key(p_user));
            DELETE FROM link_codes WHERE code IN (
                SELECT code FROM link_codes WHERE expires_at <= p_now ORDER BY expires_at LIMIT 100 FOR UPDATE SKIP LOCKED);
            INSERT INTO link_codes (code, user_id, created_at, expires_at)
            SELECT p_code, u.id, p_now, p_expires FROM users AS u WHERE u.id = p_user ON CONFLICT (code) DO NOTHING;
            IF NOT FOUND THEN RETURN false; END IF;
            DELETE FROM link_codes WHERE code IN (
                SELECT code FROM link_codes WHERE user_id = p_user ORDER BY created_at DESC, code OFFSET p_most);
            RETURN true;
        END $$;

        CREATE FUNCTION ck3_links_of(p_user bigint)
        RETURNS TABLE (channel text, lane bigint, name text, linked_at timestamptz) LANGUAGE sql STABLE AS $$
            SELECT i.channel, coalesce(i.lane_id, i.user_id), i.external_id, coalesce(i.linked_at, i.created_at)
            FROM identities AS i WHERE i.user_id = p_user ORDER BY 1, 2, 3
        $$;

        -- An operator's link.
        CREATE FUNCTION ck3_link_identity(
            p_channel text, p_scope text, p_name text, p_user bigint, p_now timestamptz
        ) RETURNS text LANGUAGE plpgsql AS $$
        DECLARE owner bigint;
        BEGIN
            PERFORM ck1_begin_writing();
            PERFORM pg_advisory_xact_lock(hashtextextended(p_channel || chr(2) || p_scope || chr(2) || p_name, 0));
            SELECT i.user_id INTO owner FROM identities AS i
            WHERE i.channel = p_channel AND i.scope = p_scope AND i.external_id = p_name;
            PERFORM pg_advisory_xact_lock(k) FROM (
                SELECT DISTINCT ck3_user_key(n) AS k FROM unnest(ARRAY[owner, p_user]) AS n WHERE n IS NOT NULL ORDER BY 1
            ) AS keys;
            PERFORM 1 FROM users WHERE id = p_user;
            IF NOT FOUND THEN RETURN 'userNotFound'; END IF;
            IF owner IS NULL THEN
                INSERT INTO identities (channel, scope, external_id, user_id, created_at, linked_at)
                VALUES (p_channel, p_scope, p_name, p_user, p_now, p_now);
                RETURN 'linked';
            ELSIF owner = p_user THEN
                RETURN 'linkedAlready';
            END IF;
            PERFORM 1 FROM users WHERE id = owner AND is_guest;
            IF NOT FOUND THEN RETURN 'taken'; END IF;
            PERFORM ck3_lock_person(owner);
            PERFORM ck3_move(owner, p_user, p_now);
            RETURN 'linked';
        END $$;

        CREATE FUNCTION ck3_unlink(p_user bigint, p_channel text, p_lane bigint, p_now timestamptz) RETURNS boolean
        LANGUAGE plpgsql AS $$
        DECLARE guest bigint;
        BEGIN
            PERFORM ck1_begin_writing();
            PERFORM ck3_lock_person(p_user);
            PERFORM 1 FROM identities AS i
            WHERE i.user_id = p_user AND i.channel = p_channel AND coalesce(i.lane_id, i.user_id) = p_lane LIMIT 1;
            IF NOT FOUND THEN RETURN false; END IF;
            INSERT INTO users (is_guest, origin, created_at)
            SELECT true, coalesce((
                SELECT i.origin FROM identities AS i
                WHERE i.user_id = p_user AND i.channel = p_channel AND coalesce(i.lane_id, i.user_id) = p_lane
                    AND i.origin IS NOT NULL LIMIT 1), u.origin), p_now
            FROM users AS u WHERE u.id = p_user RETURNING id INTO guest;
            -- What waits and is in no conversation yet is the guest's.
            UPDATE inbox AS t SET user_id = guest, conversation_key = CASE
                    WHEN t.conversation_key = 'u:' || p_lane THEN 'u:' || guest
                    WHEN starts_with(t.conversation_key, 'v:' || p_lane || ':')
                        THEN 'v:' || guest || substr(t.conversation_key, length('v:' || p_lane) + 1)
                    ELSE t.conversation_key END
            WHERE t.user_id = p_user AND t.channel = p_channel AND t.state = 'queued' AND t.conversation_id IS NULL
                AND t.scope IN (
                    SELECT 'i:' || octet_length(i.scope) || ':' || i.scope || ':' || i.external_id FROM identities AS i
                    WHERE i.user_id = p_user AND i.channel = p_channel AND coalesce(i.lane_id, i.user_id) = p_lane);
            UPDATE identities AS i SET user_id = guest, lane_id = NULL, linked_at = NULL
            WHERE i.user_id = p_user AND i.channel = p_channel AND coalesce(i.lane_id, i.user_id) = p_lane;
            -- A conversation that goes on at an address must not go on with whoever writes there next.
            UPDATE conversations SET is_finished = true, key = 's:' || id
            WHERE user_id = p_user AND channel = p_channel AND left(key, 2) <> 's:';
            RETURN true;
        END $$;
        """#
}

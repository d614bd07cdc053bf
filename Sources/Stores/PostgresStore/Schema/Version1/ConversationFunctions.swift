extension SchemaVersion1 {
    /// Conversations, what was said in them, and what the model is shown of it.
    static let conversations = #"""
        CREATE FUNCTION ck1_open_conversation(
            p_channel text, p_key text, p_user bigint, p_accepted_at timestamptz, p_idle interval, p_now timestamptz,
            OUT id bigint, OUT is_new boolean
        ) LANGUAGE plpgsql AS $$
        DECLARE last conversations;
        BEGIN
            SELECT * INTO last FROM conversations AS c WHERE c.channel = p_channel AND c.key = p_key ORDER BY c.id DESC LIMIT 1;
            is_new := false;
            IF last.id IS NOT NULL AND NOT last.is_finished THEN
                IF last.last_updated >= p_accepted_at - p_idle THEN
                    id := last.id;
                    RETURN;
                END IF;
                UPDATE conversations AS c SET is_finished = true WHERE c.id = last.id;
            END IF;
            INSERT INTO conversations AS c (user_id, channel, key, created_at, last_updated)
            VALUES (coalesce(last.user_id, p_user), p_channel, p_key, p_now, p_now) RETURNING c.id INTO id;
            is_new := true;
        END $$;

        CREATE FUNCTION ck1_say(
            p_conversation bigint, p_role text, p_content text, p_status text, p_now timestamptz
        ) RETURNS bigint LANGUAGE plpgsql AS $$
        DECLARE number bigint := nextval('messages_id_seq');
        BEGIN
            INSERT INTO messages (id, conversation_id, role, content, status, created_at)
            VALUES (number, p_conversation, p_role, p_content, p_status, p_now);
            RETURN number;
        END $$;

        CREATE FUNCTION ck1_history(
            p_conversation bigint, p_before bigint, p_limit integer, OUT roles text, OUT contents text[]
        ) LANGUAGE plpgsql AS $$
        DECLARE start integer;
        BEGIN
            SELECT coalesce(string_agg(left(m.role, 1), '' ORDER BY m.id), ''),
                coalesce(array_agg(m.content ORDER BY m.id), '{}')
            INTO roles, contents FROM (
                SELECT h.id, h.role, h.content FROM messages AS h
                WHERE h.conversation_id = p_conversation AND h.status = 'complete' AND h.id < p_before
                ORDER BY h.id DESC LIMIT least(p_limit, 100000) + 1) AS m;
            IF length(roles) > p_limit THEN
                -- There is more before: begin with a question, not within a turn.
                start := position('u' IN substr(roles, 2)) + 1;
                IF start = 1 OR p_limit <= 0 THEN start := length(roles) + 1; END IF;
                roles := substr(roles, start);
                contents := contents[start:];
            END IF;
        END $$;

        -- The key of the conversation that a message means; null where it is the sender's, who is new. False: it does not exist.
        CREATE FUNCTION ck1_conversation_key(
            p_channel text, e jsonb, p_user bigint, OUT key text, OUT is_found boolean
        ) LANGUAGE plpgsql AS $$
        DECLARE
            address text := e ->> 'address';
            wanted text := e ->> 'named';
            number bigint;
        BEGIN
            is_found := true;
            IF e ? 'existing' THEN
                SELECT c.key INTO key FROM conversations AS c
                WHERE c.id = (e ->> 'existing')::bigint AND c.user_id = p_user AND c.channel = p_channel;
                is_found := FOUND;
            ELSIF wanted IS NULL THEN
                key := CASE WHEN e ->> 'lane' = 's' THEN 'u:' || p_user ELSE 'a:' || address END;
            ELSE
                key := CASE WHEN e ->> 'lane' = 's' THEN 'v:' || p_user || ':' || wanted
                    ELSE 'n:' || octet_length(address) || ':' || address || ':' || wanted END;
                IF key IS NULL THEN RETURN; END IF;
                PERFORM 1 FROM conversations AS c WHERE c.channel = p_channel AND c.key = ck1_conversation_key.key LIMIT 1;
                -- A user may also call a conversation of theirs by the id that the bot's replies carry.
                IF NOT FOUND AND wanted ~ '^[1-9][0-9]{0,17}$' THEN
                    number := wanted::bigint;
                    SELECT c.key INTO wanted FROM conversations AS c
                    WHERE c.id = number AND c.user_id = p_user AND c.channel = p_channel;
                    IF FOUND THEN key := wanted; END IF;
                END IF;
            END IF;
        END $$;

        CREATE FUNCTION ck1_page(
            p_conversation bigint, p_before bigint, p_limit bigint
        ) RETURNS TABLE (id bigint, role text, content text, created_at timestamptz) LANGUAGE sql STABLE
        SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
            SELECT m.id, m.role, m.content, m.created_at FROM messages AS m
            WHERE m.conversation_id = p_conversation AND m.id < p_before AND m.status IN ('complete', 'aside')
                AND m.role <> 'system'
            ORDER BY m.id DESC LIMIT p_limit
        $$;
        """#
}

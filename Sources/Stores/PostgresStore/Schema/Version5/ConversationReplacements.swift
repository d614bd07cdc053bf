extension SchemaVersion5 {
    /// Which conversation a message means.
    static let conversations = #"""
        -- Changed: a conversation that is named is found by its own key alone (`+ 0`): a user may have thousands of others.
        CREATE OR REPLACE FUNCTION ck1_conversation_key(
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
                WHERE c.id = (e ->> 'existing')::bigint AND c.user_id + 0 = p_user AND c.channel = p_channel;
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
                    WHERE c.id = number AND c.user_id + 0 = p_user AND c.channel = p_channel;
                    IF FOUND THEN key := wanted; END IF;
                END IF;
            END IF;
        END $$;
        """#
}

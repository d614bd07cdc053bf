extension SchemaVersion5 {
    /// How a chat becomes another user's, and a guest's again.
    static let links = #"""
        -- Changed: what was used and what was said in other people's conversations goes along.
        CREATE OR REPLACE FUNCTION ck3_move(p_guest bigint, p_user bigint, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE identities AS i SET lane_id = coalesce(i.lane_id, p_guest), linked_at = p_now,
                origin = coalesce(i.origin, (SELECT u.origin FROM users AS u WHERE u.id = p_guest)), user_id = p_user
            WHERE i.user_id = p_guest;
            UPDATE inbox SET user_id = p_user WHERE user_id = p_guest;
            UPDATE conversations SET user_id = p_user WHERE user_id = p_guest;
            UPDATE outbox SET user_id = p_user WHERE user_id = p_guest;
            UPDATE message_writers SET user_id = p_user WHERE user_id = p_guest;
            PERFORM ck5_move_usage(p_guest, p_user, p_now);
            -- Who has said stop has said it for whoever they are.
            UPDATE users AS u SET name = coalesce(u.name, g.name), phone_number = coalesce(u.phone_number, g.phone_number),
                opted_out = u.opted_out OR g.opted_out
            FROM users AS g WHERE g.id = p_guest AND u.id = p_user;
            DELETE FROM sessions WHERE user_id = p_guest;
            DELETE FROM link_codes WHERE user_id = p_guest;
            DELETE FROM users WHERE id = p_guest;
        END $$;

        -- Changed: the lane stays, conversations go by the guest's number, and what was used today is not forgotten.
        CREATE OR REPLACE FUNCTION ck3_unlink(p_user bigint, p_channel text, p_lane bigint, p_now timestamptz) RETURNS boolean
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
                    WHEN t.conversation_key = 'u:' || chat.key THEN 'u:' || guest
                    WHEN starts_with(t.conversation_key, 'v:' || chat.key || ':')
                        THEN 'v:' || guest || substr(t.conversation_key, length('v:' || chat.key) + 1)
                    ELSE t.conversation_key END
            FROM (
                SELECT 'i:' || octet_length(i.scope) || ':' || i.scope || ':' || i.external_id AS scope,
                    coalesce(i.key_id, i.lane_id, i.user_id) AS key
                FROM identities AS i
                WHERE i.user_id = p_user AND i.channel = p_channel AND coalesce(i.lane_id, i.user_id) = p_lane) AS chat
            WHERE t.user_id = p_user AND t.channel = p_channel AND t.state = 'queued' AND t.conversation_id IS NULL
                AND t.scope = chat.scope;
            UPDATE identities AS i SET user_id = guest, lane_id = coalesce(i.lane_id, i.user_id), key_id = guest,
                linked_at = NULL
            WHERE i.user_id = p_user AND i.channel = p_channel AND coalesce(i.lane_id, i.user_id) = p_lane;
            -- A conversation that goes on at an address must not go on with whoever writes there next.
            UPDATE conversations SET is_finished = true, key = 's:' || id
            WHERE user_id = p_user AND channel = p_channel AND left(key, 2) <> 's:';
            -- Nobody has two budgets by taking a chat away.
            PERFORM ck5_carry(guest, p_now, u.prompt, u.completion) FROM ck5_used(p_user, p_now) AS u;
            RETURN true;
        END $$;
        """#
}

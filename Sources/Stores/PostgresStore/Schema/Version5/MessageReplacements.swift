extension SchemaVersion5 {
    /// How a message is accepted.
    static let messages = #"""
        -- Changed: conversations go by a number of their own, which is that of the lane but for a chat that was unlinked.
        CREATE OR REPLACE FUNCTION ck3_message(c ck1_context, e jsonb) RETURNS ck1_result LANGUAGE plpgsql AS $$
        DECLARE
            known inbox;
            s ck1_sender;
            t inbox;
            place record;
            buckets ck1_bucket[] := '{}';
            is_absent boolean := e ->> 'caller' = 'absent';
            plan text := e ->> 'plan';
            rule text;
            wait bigint;
            key text;
            is_free boolean;
            lane_number bigint;
            key_number bigint;
            outcome record;
        BEGIN
            -- Of one lane, one message at a time: it is known or not, and it has a place.
            IF e ->> 'lane' = 's' THEN
                IF e ? 'names' THEN
                    PERFORM ck1_lock_names(c.channel, e);
                ELSE
                    PERFORM ck1_lock_lane(c.channel, 'u:' || (e ->> 'user'));
                END IF;
            ELSE
                PERFORM ck1_lock_lane(c.channel, e ->> 'address');
            END IF;
            IF NOT (e ->> 'lane' = 's' AND e ? 'names') THEN PERFORM ck3_lock_sender(c.channel, e); END IF;
            -- Nobody whose session has ended learns what became of what they sent before.
            IF NOT ck3_is_good(e) THEN RETURN ck1_refused('revoked'); END IF;
            FOR n IN 0 .. jsonb_array_length(e -> 'scopes') - 1 LOOP
                SELECT * INTO known FROM inbox AS i
                WHERE i.channel = c.channel AND i.scope = e -> 'scopes' ->> n AND i.message_id = e ->> 'id';
                EXIT WHEN FOUND;
            END LOOP;
            IF known.id IS NOT NULL THEN RETURN ck1_again(c, e, known); END IF;

            s := ck1_find(c.channel, e);
            IF s.is_missing THEN RETURN ck1_refused('userNotFound'); END IF;
            SELECT p.lane, p.key INTO lane_number, key_number FROM ck5_place_of(c.channel, e, s.id) AS p;
            -- A conversation that must exist is the user's; any other goes by the chat's own number.
            SELECT * INTO place FROM ck3_conversation_key(c.channel, e, s.id, key_number);
            IF NOT place.is_found THEN RETURN ck1_refused('conversationNotFound'); END IF;
            key := place.key;
            IF to_timestamp((e ->> 'sent')::double precision / 1000) <= c.forgotten THEN
                rule := 'forgotten';
            ELSIF plan = 'skip' THEN
                rule := e ->> 'rule';
            ELSIF s.opted_out AND plan IS DISTINCT FROM 'start' THEN
                IF NOT is_absent THEN RETURN ck1_refused('optedOut'); END IF;
                rule := 'opted_out';
            ELSIF plan IS NULL OR plan NOT IN ('stop', 'start') THEN
                -- Nobody asks too often to be left alone.
                IF c.limits IS NOT NULL THEN
                    buckets := ck1_buckets(c, s.id);
                    SELECT max(b.wait_ms) INTO wait FROM unnest(buckets) AS b;
                END IF;
                IF wait IS NOT NULL THEN
                    IF NOT is_absent THEN RETURN ck1_refused('rateLimited', wait); END IF;
                    rule := 'rate_limited';
                END IF;
            END IF;
            -- Nothing has been written up to here, and nothing is refused from here on.
            t.user_id := ck1_settle(c, s, e);
            IF lane_number IS NULL THEN
                lane_number := t.user_id;
                key_number := t.user_id;
            ELSIF s.new_names IS NOT NULL AND (lane_number <> t.user_id OR key_number <> lane_number) THEN
                UPDATE identities SET lane_id = lane_number, key_id = nullif(key_number, lane_number)
                WHERE channel = c.channel AND scope = e ->> 'scope' AND external_id = ANY (s.new_names);
            END IF;
            IF key IS NULL THEN
                SELECT k.key INTO key FROM ck3_conversation_key(c.channel, e, t.user_id, key_number) AS k;
            END IF;
            t.channel := c.channel;
            t.lane := CASE WHEN e ->> 'lane' = 's' THEN 'u:' || lane_number ELSE e ->> 'address' END;
            t.address := e ->> 'address';
            t.scope := coalesce(e -> 'scopes' ->> 0, 'g:' || t.user_id);
            t.message_id := e ->> 'id';
            t.conversation_key := key;
            t.content := e ->> 'content';
            t.caller := e ->> 'caller';
            t.reply_context := e ->> 'context';
            t.sent_at := to_timestamp((e ->> 'sent')::double precision / 1000);
            t.accepted_by := c.replica;
            IF t.caller = 'listens' THEN t.home := c.replica; END IF;
            IF e ->> 'lane' = 's' THEN PERFORM ck1_lock_lane(t.channel, t.lane); END IF;
            IF rule IS NULL THEN
                PERFORM ck1_draw(c, buckets, t.user_id);
                IF ck1_obey(plan, t.user_id) AND e ->> 'text' = '' THEN rule := plan; END IF;
                t.plan := plan;
                t.plan_text := e ->> 'text';
                IF plan = 'link' THEN
                    SELECT * INTO outcome FROM ck3_link(c, e, t.user_id);
                    t.user_id := outcome.whom;
                    t.plan := 'say';
                    t.plan_text := outcome.said;
                END IF;
            END IF;
            IF rule IS NOT NULL THEN
                t.state := 'skipped';
                t.rule := rule;
                t := ck1_insert(t, c.now);
                IF rule = 'rate_limited' AND is_absent THEN PERFORM ck1_give_notice(c, t); END IF;
                RETURN ck1_skipped(t.id, rule);
            END IF;
            is_free := NOT EXISTS (
                SELECT 1 FROM inbox AS h
                WHERE h.channel = t.channel AND h.lane = t.lane AND h.state IN ('queued', 'running'));
            IF c.merge_window IS NOT NULL AND plan IS NULL THEN
                t.mergeable := true;
                IF is_free AND c.merge_window > '0' THEN t.not_before := c.now + c.merge_window; END IF;
            END IF;
            IF is_free AND c.may_begin AND t.not_before IS NULL THEN
                SELECT * INTO place FROM ck1_open_conversation(t.channel, key, t.user_id, c.now, c.idle, c.now);
                RETURN ck1_insert_running(c, t, place.id, place.is_new);
            END IF;
            t.state := 'queued';
            IF t.caller = 'collects' THEN t.watchers := ARRAY[c.replica]; END IF;
            t := ck1_insert(t, c.now);
            -- Another process may begin it where this one may not.
            IF is_free AND t.not_before IS NULL THEN PERFORM pg_notify('ck_work', ''); END IF;
            RETURN ck1_outcome('queued', t.id);
        END $$;
        """#
}

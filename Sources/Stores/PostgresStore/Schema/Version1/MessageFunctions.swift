extension SchemaVersion1 {
    /// How a message is accepted.
    static let messages = #"""
        CREATE FUNCTION ck1_refused(p_word text, p_wait_ms bigint DEFAULT NULL) RETURNS ck1_result LANGUAGE plpgsql AS $$
        DECLARE r ck1_result;
        BEGIN
            r.kind := 'refused';
            r.word := p_word;
            r.wait_ms := p_wait_ms;
            RETURN r;
        END $$;

        CREATE FUNCTION ck1_outcome(p_kind text, p_turn bigint) RETURNS ck1_result LANGUAGE plpgsql AS $$
        DECLARE r ck1_result;
        BEGIN
            r.kind := p_kind;
            r.id := p_turn;
            RETURN r;
        END $$;

        CREATE FUNCTION ck1_skipped(p_turn bigint, p_rule text) RETURNS ck1_result LANGUAGE plpgsql AS $$
        DECLARE r ck1_result := ck1_outcome('skipped', p_turn);
        BEGIN
            r.word := p_rule;
            RETURN r;
        END $$;

        -- Writes an accepted message. Its number in its lane, which is locked, is its id.
        CREATE FUNCTION ck1_insert(t inbox, p_now timestamptz) RETURNS inbox LANGUAGE plpgsql AS $$
        BEGIN
            t.id := nextval('inbox_id_seq');
            t.lane_number := t.id;
            t.attempts := coalesce(t.attempts, 0);
            t.mergeable := coalesce(t.mergeable, false);
            t.accepted_at := p_now;
            INSERT INTO inbox (
                id, channel, lane, lane_number, scope, message_id, user_id, conversation_id, conversation_key, content, caller,
                address, reply_context, state, attempts, owner, accepted_by, home, watchers, not_before, user_message_id,
                merged_into,        sent_at, rule, plan, plan_text, mergeable, repeats, accepted_at, created_at, updated_at)
            VALUES (
                t.id, t.channel, t.lane, t.lane_number, t.scope, t.message_id, t.user_id, t.conversation_id, t.conversation_key,
                t.content, t.caller, t.address, t.reply_context, t.state, t.attempts, t.owner, t.accepted_by, t.home, t.watchers,
                t.not_before, t.user_message_id, t.merged_into, t.sent_at, t.rule, t.plan, t.plan_text, t.mergeable, t.repeats,
                p_now, p_now, p_now);
            t.by_hand := false;
            RETURN t;
        END $$;

        -- Accepts and begins at once: the row is written as it will be.
        CREATE FUNCTION ck1_insert_running(
            c ck1_context, t inbox, p_conversation bigint, p_is_new boolean
        ) RETURNS ck1_result LANGUAGE plpgsql AS $$
        BEGIN
            t.conversation_id := p_conversation;
            t.user_message_id := ck1_say(
                p_conversation, 'user', t.content, CASE WHEN t.plan IS NULL THEN 'complete' ELSE 'aside' END, c.now);
            t.state := 'running';
            t.attempts := 1;
            t.owner := c.replica;
            t := ck1_insert(t, c.now);
            RETURN ck1_begun(t, p_is_new, '{}', c.history, c.replica, c.now);
        END $$;

        -- Opts somebody out or in at once, so that what comes next is judged by it. False: the plan is about neither.
        CREATE FUNCTION ck1_obey(p_plan text, p_user bigint) RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN
            IF p_plan IS NULL OR p_plan NOT IN ('stop', 'start') THEN RETURN false; END IF;
            UPDATE users SET opted_out = (p_plan = 'stop') WHERE id = p_user;
            RETURN true;
        END $$;

        CREATE FUNCTION ck1_message(c ck1_context, e jsonb) RETURNS ck1_result LANGUAGE plpgsql AS $$
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
            window_end timestamptz;
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
            FOR n IN 0 .. jsonb_array_length(e -> 'scopes') - 1 LOOP
                SELECT * INTO known FROM inbox AS i
                WHERE i.channel = c.channel AND i.scope = e -> 'scopes' ->> n AND i.message_id = e ->> 'id';
                EXIT WHEN FOUND;
            END LOOP;
            IF known.id IS NOT NULL THEN RETURN ck1_again(c, e, known); END IF;

            s := ck1_find(c.channel, e);
            IF s.id IS NULL AND e ? 'names' THEN
                PERFORM ck1_lock_names(c.channel, e);
                s := ck1_find(c.channel, e);
            END IF;
            IF s.is_missing THEN RETURN ck1_refused('userNotFound'); END IF;
            SELECT * INTO place FROM ck1_conversation_key(c.channel, e, s.id);
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
            IF key IS NULL THEN
                SELECT k.key INTO key FROM ck1_conversation_key(c.channel, e, t.user_id) AS k;
            END IF;
            t.channel := c.channel;
            t.lane := CASE WHEN e ->> 'lane' = 's' THEN 'u:' || t.user_id ELSE e ->> 'address' END;
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

extension SchemaVersion1 {
    /// How replies are written.
    static let replies = #"""
        -- A reply as whoever sends it is given it.
        CREATE FUNCTION ck1_reply_item(o outbox) RETURNS ck1_result LANGUAGE plpgsql AS $$
        DECLARE r ck1_result;
        BEGIN
            r.kind := 'reply';
            r.id := o.id;
            r.channel := o.channel;
            r.address := o.address;
            r.context := o.reply_context;
            r.conversation_id := o.conversation_id;
            r.message_id := o.in_reply_to;
            r.content := coalesce(o.text, (SELECT m.content FROM messages AS m WHERE m.id = o.message_id));
            r.attempt := o.attempts;
            r.attempt_since := o.attempts - o.attempts_before;
            r.uncertain := o.uncertain - o.uncertain_before;
            r.quotes := o.quotes_question;
            r.fallback := o.uses_fallback;
            r.error_code := o.failure_code;
            r.error_kind := o.failure_kind;
            r.error_message := o.failure_message;
            r.error_retry_after := o.failure_retry_after;
            r.error_detail := o.failure_detail;
            RETURN r;
        END $$;

        -- Writes a reply; returns it, taken, where that is asked for and no older one of the lane is unsent. The lane is locked.
        CREATE FUNCTION ck1_write_reply(
            p_replica integer, p_to inbox, p_turn bigint, p_conversation bigint, p_user bigint, p_in_reply_to text,
            p_message bigint, p_text text, p_error ck1_error, p_may_quote boolean, p_others_wait boolean, p_taking boolean,
            p_now timestamptz
        ) RETURNS ck1_result LANGUAGE plpgsql AS $$
        DECLARE
            o outbox;
            is_free boolean;
            number bigint := nextval('outbox_id_seq');
            home integer;
        BEGIN
            is_free := NOT EXISTS (
                SELECT 1 FROM outbox AS u
                WHERE u.channel = p_to.channel AND u.lane = p_to.lane AND u.state IN ('pending', 'sending'));
            -- Who listens does so at one process: only that one can tell them.
            IF p_to.caller = 'listens' THEN home := p_to.home; END IF;
            o.state := CASE WHEN p_taking AND is_free AND coalesce(home = p_replica, true) THEN 'sending' ELSE 'pending' END;
            INSERT INTO outbox (
                id, channel, lane, address, position, reply_context, user_id, conversation_id, turn_id, in_reply_to, message_id,
                text, quotes_question, home, failure_code, failure_kind, failure_message, failure_retry_after,
                failure_detail, state, attempts, owner, created_at, updated_at)
            VALUES (
                number, p_to.channel, p_to.lane, p_to.address, number, p_to.reply_context, p_user, p_conversation, p_turn,
                p_in_reply_to, p_message, CASE WHEN p_message IS NULL THEN p_text END,
                p_may_quote AND (p_others_wait OR NOT is_free), home, (p_error).code, (p_error).kind, (p_error).message,
                (p_error).retry_after, (p_error).detail, o.state, CASE WHEN o.state = 'sending' THEN 1 ELSE 0 END,
                CASE WHEN o.state = 'sending' THEN p_replica END, p_now, p_now)
            RETURNING * INTO o;
            IF o.state = 'sending' THEN
                -- Its text is at hand: it need not be looked up.
                o.text := p_text;
                RETURN ck1_reply_item(o);
            END IF;
            IF is_free AND p_taking AND home IS NOT NULL THEN PERFORM pg_notify('ck_r' || home, 'replies'); END IF;
            RETURN NULL;
        END $$;

        -- Writes what a caller is to get of a turn's end, if anything. Who collects comes for it.
        CREATE FUNCTION ck1_send(
            INOUT ends ck1_ends, told ck1_telling, p_to inbox, p_turn inbox
        ) LANGUAGE plpgsql AS $$
        DECLARE
            bodies text[];
            item ck1_result;
            failure ck1_error;
            is_whole boolean := false;
            in_reply_to text := coalesce(p_to.message_id, p_to.repeats, p_turn.message_id);
        BEGIN
            IF p_to.caller = 'collects' THEN RETURN; END IF;
            IF told.outcome = 'answered' THEN
                bodies := ARRAY[told.text];
                IF cardinality(told.parts) > 0 THEN bodies := told.parts; END IF;
                is_whole := bodies = ARRAY[told.text];
            ELSIF told.outcome = 'failed' AND p_to.caller = 'listens' THEN
                bodies := ARRAY[NULL::text];
                failure := told.error;
            ELSIF told.outcome = 'failed' AND told.apology IS NOT NULL THEN
                bodies := ARRAY[told.apology];
            ELSIF told.outcome = 'cancelled' AND p_to.caller = 'listens' THEN
                bodies := ARRAY[NULL::text];
                failure := ROW('cancelled', 'conflict', 'This message was cancelled.', NULL, NULL);
            ELSE
                RETURN;
            END IF;
            PERFORM ck1_lock_lane(p_to.channel, p_to.lane);
            FOR i IN 1 .. cardinality(bodies) LOOP
                item := ck1_write_reply(
                    told.replica, p_to, p_turn.id, p_turn.conversation_id, p_turn.user_id, in_reply_to,
                    CASE WHEN is_whole THEN told.answer_id END, bodies[i], failure, i = 1, told.others_wait, told.taking,
                    told.now);
                IF item.id IS NOT NULL THEN ends.replies := ends.replies || item; END IF;
            END LOOP;
        END $$;
        """#
}

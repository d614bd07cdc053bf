extension SchemaVersion1 {
    /// What becomes of a message that is known.
    static let repetitions = #"""
        -- A message that is known already makes no second turn.
        CREATE FUNCTION ck1_again(c ck1_context, e jsonb, known inbox) RETURNS ck1_result LANGUAGE plpgsql AS $$
        DECLARE
            t inbox;
            r ck1_result;
            told ck1_telling;
            is_free boolean;
            begun record;
            listens boolean := e ->> 'caller' = 'listens';
        BEGIN
            IF NOT ck1_readable(known) THEN RETURN ck1_refused('damaged'); END IF;
            IF known.content <> e ->> 'content' THEN RETURN ck1_refused('differentContent'); END IF;
            t := ck1_final(known);
            IF NOT ck1_readable(t) THEN RETURN ck1_refused('damaged'); END IF;
            -- Known under another name of its sender's, it may be of another lane.
            PERFORM ck1_lock_lane(t.channel, t.lane);
            SELECT * INTO t FROM inbox WHERE id = t.id;
            t := ck1_final(t);
            IF t.state IN ('queued', 'running') THEN
                IF listens THEN PERFORM ck1_add_listener(c, e, known, t); END IF;
                IF e ->> 'caller' = 'collects' THEN PERFORM ck1_watch(t, c.replica); END IF;
                RETURN ck1_outcome('joined', t.id);
            ELSIF t.state = 'answered' THEN
                told := ck1_ending(t, c.replica, false, c.now);
                IF listens AND ck1_add_listener(c, e, known, t) THEN RETURN ck1_outcome('joined', t.id); END IF;
                r := ck1_outcome('repeated', t.id);
                r.answer_id := told.answer_id;
                r.content := told.text;
                r.conversation_id := told.conversation_id;
                RETURN r;
            ELSIF t.state IN ('failed', 'cancelled') AND e ->> 'caller' <> 'absent' THEN
                -- The same row goes to its lane's tail, with the caller that asks now. Its question, where one was stored, stays.
                IF t.plan IS NULL AND t.error_code = 'poison' THEN
                    UPDATE messages SET status = 'complete' WHERE id = t.user_message_id AND status = 'aside';
                END IF;
                is_free := NOT EXISTS (
                    SELECT 1 FROM inbox AS h
                    WHERE h.channel = t.channel AND h.lane = t.lane AND h.state IN ('queued', 'running'));
                UPDATE inbox SET state = 'queued', caller = e ->> 'caller', address = e ->> 'address',
                    reply_context = e ->> 'context', accepted_at = c.now, updated_at = c.now, accepted_by = c.replica,
                    home = CASE WHEN listens THEN c.replica END,
                    watchers = CASE WHEN e ->> 'caller' = 'collects' THEN ARRAY[c.replica] END,
                    lane_number = nextval('inbox_id_seq'), not_before = NULL, by_hand = false, crashes = 0, unclean_stops = 0,
                    error_code = NULL, error_kind = NULL, error_message = NULL, error_retry_after = NULL, error_detail = NULL
                WHERE id = t.id RETURNING * INTO t;
                IF NOT (is_free AND c.may_begin) THEN
                    IF is_free THEN PERFORM pg_notify('ck_work', ''); END IF;
                    RETURN ck1_outcome('queued', t.id);
                END IF;
                begun := ck1_begin(t, 'ordinary', c.replica, c.idle, c.history, c.now);
                RETURN begun.turn;
            END IF;
            r.kind := 'noted';
            r.is_due := false;
            r.has_failed := false;
            RETURN r;
        END $$;

        -- Another process runs the turn, or will: this one is told of its end, and asks for what comes meanwhile.
        CREATE FUNCTION ck1_watch(t inbox, p_replica integer) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF t.owner = p_replica THEN RETURN; END IF;
            IF p_replica = ANY (t.watchers) THEN RETURN; END IF;
            UPDATE inbox SET watchers = coalesce(watchers, '{}') || p_replica WHERE id = t.id;
            IF t.owner IS NOT NULL THEN
                PERFORM pg_notify('ck_r' || t.owner, 'follow ' || t.id || ' ' || p_replica);
            END IF;
        END $$;

        -- Somebody listens for a stored answer, or for one that is coming. Replies of a chat come in the order of its messages:
        -- a repetition takes a place in its lane like any message, and gets its answer when that comes. True where it waits.
        CREATE FUNCTION ck1_add_listener(c ck1_context, e jsonb, known inbox, target inbox) RETURNS boolean LANGUAGE plpgsql AS $$
        DECLARE
            t inbox;
            is_free boolean;
            ends ck1_ends;
        BEGIN
            t.channel := c.channel;
            t.lane := CASE WHEN e ->> 'lane' = 's' THEN 'u:' || target.user_id ELSE e ->> 'address' END;
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

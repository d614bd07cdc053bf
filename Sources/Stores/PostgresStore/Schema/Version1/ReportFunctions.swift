extension SchemaVersion1 {
    /// What platforms report on replies.
    static let reports = #"""
        -- How far a reply has come by a report; null where it failed.
        CREATE FUNCTION ck1_rank(p_report text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
            SELECT array_position(ARRAY['sent', 'delivered', 'read'], p_report)
        $$;

        -- States only go forward.
        CREATE FUNCTION ck1_is_news(p_report text, p_earlier text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
            SELECT p_earlier IS NULL OR coalesce(ck1_rank(p_report) > ck1_rank(p_earlier), false)
        $$;

        CREATE FUNCTION ck1_remember(
            p_channel text, p_platform_id text, p_reply bigint, p_attempt integer
        ) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF coalesce(p_platform_id, '') = '' THEN RETURN; END IF;
            INSERT INTO receipts (channel, platform_id, reply_id, attempt)
            VALUES (p_channel, p_platform_id, p_reply, p_attempt)
            ON CONFLICT (channel, platform_id) DO UPDATE SET reply_id = excluded.reply_id, attempt = excluded.attempt;
        END $$;

        CREATE FUNCTION ck1_settle_reply(
            p_reply bigint, p_state text, p_platform_ids text[], p_now timestamptz
        ) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE outbox SET state = p_state, owner = NULL, not_before = NULL, reported = NULL,
                platform_ids = coalesce(p_platform_ids, platform_ids), error_code = NULL, error_kind = NULL,
                error_message = NULL, error_retry_after = NULL, error_detail = NULL, updated_at = p_now
            WHERE id = p_reply;
        END $$;

        -- What was reported while a reply was being sent, now that it is known what became of the send.
        CREATE FUNCTION ck1_apply_report(p_report text, p_reply bigint, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF ck1_rank(p_report) IS NOT NULL THEN
                PERFORM ck1_settle_reply(p_reply, p_report, NULL, p_now);
            ELSE
                UPDATE outbox SET state = CASE WHEN p_report = 'dead' THEN 'dead' ELSE 'pending' END, owner = NULL,
                    uses_fallback = uses_fallback OR p_report = 'fallback', reported = NULL, updated_at = p_now
                WHERE id = p_reply;
            END IF;
        END $$;

        -- Whether another part of the same reply goes, or went, the channel's other way.
        CREATE FUNCTION ck1_has_fallen_back(o outbox) RETURNS boolean LANGUAGE sql STABLE AS $$
            SELECT EXISTS (
                SELECT 1 FROM outbox AS part
                WHERE part.turn_id = o.turn_id AND part.channel = o.channel AND part.lane = o.lane AND part.uses_fallback
                    AND part.created_at = o.created_at AND part.id <> o.id)
        $$;

        CREATE FUNCTION ck1_arrive(
            o outbox, p_report text, p_attempt integer, p_platform_id text, p_now timestamptz
        ) RETURNS boolean LANGUAGE plpgsql AS $$
        DECLARE
            is_earlier boolean := coalesce(p_attempt < o.attempts, false);
            last text := o.reported;
        BEGIN
            IF o.state = 'sending' THEN
                -- A failure may be that of an earlier send.
                IF last IS NOT NULL AND ck1_rank(last) IS NULL AND p_attempt IS NULL THEN last := NULL; END IF;
                IF is_earlier OR NOT ck1_is_news(p_report, last) THEN RETURN false; END IF;
                UPDATE outbox SET reported = p_report, platform_ids = ARRAY[p_platform_id], updated_at = p_now WHERE id = o.id;
                IF p_attempt IS NULL THEN PERFORM ck1_remember(o.channel, p_platform_id, o.id, o.attempts); END IF;
                -- Nothing may be sent that could not before.
                RETURN false;
            ELSIF o.state IN ('pending', 'dead') THEN
                -- A send of unknown outcome: an id that is known belongs to one that has failed since.
                IF p_attempt IS NOT NULL OR o.attempts = 0 THEN RETURN false; END IF;
                PERFORM ck1_settle_reply(
                    o.id, p_report, CASE WHEN p_platform_id <> '' THEN ARRAY[p_platform_id] END, p_now);
                PERFORM ck1_remember(o.channel, p_platform_id, o.id, o.attempts);
                RETURN true;
            END IF;
            IF NOT is_earlier AND ck1_is_news(p_report, o.state) THEN
                PERFORM ck1_settle_reply(o.id, p_report, NULL, p_now);
            END IF;
            RETURN false;
        END $$;

        -- A status of a reply. Duplicates, and those of an earlier attempt, change nothing.
        CREATE FUNCTION ck1_note(c ck1_context, e jsonb) RETURNS ck1_result LANGUAGE plpgsql AS $$
        DECLARE
            r ck1_result;
            o outbox;
            receipt record;
            which bigint := (e ->> 'reply')::bigint;
            platform_id text := e ->> 'platform_id';
            has_changed boolean;
        BEGIN
            r.kind := 'noted';
            r.is_due := false;
            r.has_failed := false;
            SELECT reply_id, attempt INTO receipt FROM receipts AS x
            WHERE x.channel = c.channel AND x.platform_id = e ->> 'platform_id';
            which := coalesce(which, receipt.reply_id);
            -- Where the platform's id belongs to another reply, one of the two is not to be believed.
            IF which IS NULL OR receipt.reply_id <> which THEN RETURN r; END IF;
            SELECT * INTO o FROM outbox WHERE id = which AND channel = c.channel;
            IF o.id IS NULL THEN RETURN r; END IF;
            PERFORM ck1_lock_lane(o.channel, o.lane);
            SELECT * INTO o FROM outbox WHERE id = which FOR UPDATE;
            IF o.id IS NULL THEN RETURN r; END IF;
            SELECT reply_id, attempt INTO receipt FROM receipts AS x
            WHERE x.channel = c.channel AND x.platform_id = e ->> 'platform_id';
            IF e ->> 'state' = 'failed' THEN
                r.has_failed := ck1_fail_reply(o, e, receipt.attempt, platform_id, c.now);
                -- While it is being sent, nothing may be sent that could not before.
                has_changed := r.has_failed AND o.state <> 'sending';
            ELSE
                has_changed := ck1_arrive(o, e ->> 'state', receipt.attempt, platform_id, c.now);
            END IF;
            IF has_changed THEN
                SELECT h.state = 'pending' AND (h.not_before IS NULL OR h.not_before <= c.now) INTO r.is_due FROM outbox AS h
                WHERE h.channel = o.channel AND h.lane = o.lane AND h.state IN ('pending', 'sending')
                ORDER BY h.position, h.id LIMIT 1;
                r.is_due := coalesce(r.is_due, false);
            END IF;
            RETURN r;
        END $$;
        """#
}

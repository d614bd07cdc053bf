extension SchemaVersion1 {
    /// How replies are taken and what became of them is recorded.
    static let outbox = #"""
        CREATE FUNCTION ck1_record_unsent(
            p_reply bigint, p_state text, p_until timestamptz, p_gives_back boolean, p_is_uncertain boolean,
            p_falls_back boolean, p_error ck1_error, p_now timestamptz
        ) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE outbox SET state = p_state, owner = NULL, reported = NULL, not_before = p_until,
                attempts = attempts - p_gives_back::integer, uncertain = uncertain + p_is_uncertain::integer,
                uses_fallback = uses_fallback OR p_falls_back, error_code = p_error.code, error_kind = p_error.kind,
                error_message = p_error.message, error_retry_after = p_error.retry_after, error_detail = p_error.detail,
                updated_at = p_now
            WHERE id = p_reply;
        END $$;

        -- Takes the oldest unsent reply of a lane, which is locked, if it may be sent now and here.
        CREATE FUNCTION ck1_take_head(
            p_replica integer, p_channel text, p_lane text, p_now timestamptz
        ) RETURNS ck1_result LANGUAGE plpgsql AS $$
        DECLARE
            o outbox;
            item ck1_result;
        BEGIN
            LOOP
                SELECT * INTO o FROM outbox AS h
                WHERE h.channel = p_channel AND h.lane = p_lane AND h.state IN ('pending', 'sending')
                ORDER BY h.position, h.id LIMIT 1;
                IF o.id IS NULL OR o.state <> 'pending' OR o.not_before > p_now THEN RETURN NULL; END IF;
                IF o.home <> p_replica AND EXISTS (SELECT 1 FROM replicas WHERE id = o.home) THEN
                    PERFORM pg_notify('ck_r' || o.home, 'replies');
                    RETURN NULL;
                END IF;
                UPDATE outbox SET state = 'sending', attempts = attempts + 1, owner = p_replica, not_before = NULL,
                    reported = NULL, platform_ids = NULL, updated_at = p_now
                WHERE id = o.id RETURNING * INTO o;
                item := ck1_reply_item(o);
                IF item.content IS NOT NULL OR item.error_code IS NOT NULL THEN RETURN item; END IF;
                -- What it was to say is gone: it can never be sent, and its chat goes on.
                PERFORM ck1_record_unsent(o.id, 'dead', NULL, false, false, false, ROW(
                    'internal_error', 'internalFault', 'Something went wrong. The operator has been told.', NULL,
                    'its message is gone')::ck1_error, p_now);
            END LOOP;
        END $$;

        CREATE FUNCTION ck1_take_replies(
            p_replica integer, p_channels text[], p_limit integer, p_now timestamptz
        ) RETURNS SETOF ck1_result LANGUAGE plpgsql AS $$
        DECLARE
            head record;
            item ck1_result;
        BEGIN
            PERFORM ck1_fence(p_replica);
            -- A subplan with a limit, which cannot become a join: each lane is asked for its head by the index.
            FOR head IN
                SELECT h.id, h.channel, h.lane FROM outbox AS h
                WHERE h.channel = ANY (p_channels) AND h.state = 'pending' AND (h.not_before IS NULL OR h.not_before <= p_now)
                    AND (h.home IS NULL OR h.home = p_replica
                        OR NOT EXISTS (SELECT 1 FROM replicas WHERE replicas.id = h.home))
                    AND h.id = (
                        SELECT first.id FROM outbox AS first
                        WHERE first.channel = h.channel AND first.lane = h.lane AND first.state IN ('pending', 'sending')
                        ORDER BY first.position, first.id LIMIT 1)
                ORDER BY h.id LIMIT p_limit FOR UPDATE SKIP LOCKED
            LOOP
                CONTINUE WHEN NOT pg_try_advisory_xact_lock(hashtextextended(head.channel || chr(1) || head.lane, 0));
                item := ck1_take_head(p_replica, head.channel, head.lane, p_now);
                IF item.id IS NOT NULL THEN RETURN NEXT item; END IF;
            END LOOP;
        END $$;

        -- Records what became of a reply that was taken. `p_attempt`: which attempt that was, where it is known: another one may
        -- have begun when the same call, whose answer was lost, is made again. `p_outcome`: sent, retry, fallback, dead or unknown.
        CREATE FUNCTION ck1_record_send(
            p_replica integer, p_reply bigint, p_attempt integer, p_outcome text, p_platform_ids text[], p_until timestamptz,
            p_counts boolean, p_error text[], p_taking_next boolean, p_now timestamptz
        ) RETURNS SETOF ck1_result LANGUAGE plpgsql AS $$
        DECLARE
            o outbox;
            report text;
            item ck1_result;
            failure ck1_error := ROW(p_error[1], p_error[2], p_error[3], p_error[4]::bigint, p_error[5]);
            ids text[] := p_platform_ids;
        BEGIN
            PERFORM ck1_fence(p_replica);
            SELECT * INTO o FROM outbox WHERE id = p_reply;
            PERFORM ck1_lock_lane(o.channel, o.lane);
            SELECT * INTO o FROM outbox WHERE id = p_reply FOR UPDATE;
            IF o.state IS DISTINCT FROM 'sending' OR o.owner <> p_replica OR o.attempts <> p_attempt THEN
                RAISE EXCEPTION 'reply % is no longer this process''s to send', p_reply USING ERRCODE = 'CK001';
            END IF;
            report := o.reported;
            IF p_outcome = 'sent' THEN
                IF report IS NOT NULL AND cardinality(ids) > 0 THEN
                    -- What was reported by another id is about an earlier send, whose outcome was unknown: that it failed says
                    -- nothing about this one.
                    IF ck1_rank(report) IS NULL AND coalesce(o.platform_ids[1], '') <> '' AND NOT o.platform_ids[1] = ANY (ids)
                    THEN report := NULL; END IF;
                    UPDATE receipts SET attempt = 0 WHERE reply_id = o.id AND attempt = o.attempts;
                END IF;
                PERFORM ck1_remember(o.channel, i, o.id, o.attempts) FROM unnest(ids) AS i;
                IF report IS NOT NULL AND ck1_rank(report) IS NULL THEN
                    PERFORM ck1_apply_report(report, o.id, p_now);
                ELSE
                    UPDATE outbox SET state = coalesce(report, 'sent'), owner = NULL, reported = NULL, platform_ids = ids,
                        error_code = NULL, error_kind = NULL, error_message = NULL, error_retry_after = NULL,
                        error_detail = NULL, updated_at = p_now
                    WHERE id = o.id;
                END IF;
            ELSIF p_outcome = 'unknown' THEN
                IF report IS NOT NULL THEN
                    PERFORM ck1_apply_report(report, o.id, p_now);
                ELSE
                    PERFORM ck1_record_unsent(o.id, 'pending', p_until, false, true, false, failure, p_now);
                END IF;
            ELSIF report IS NOT NULL AND ck1_rank(report) IS NOT NULL THEN
                -- An earlier send of it, whose outcome was unknown, has turned out to have arrived.
                PERFORM ck1_apply_report(report, o.id, p_now);
            ELSIF p_outcome = 'retry' THEN
                PERFORM ck1_record_unsent(o.id, 'pending', p_until, NOT p_counts, false, false, failure, p_now);
            ELSIF p_outcome = 'fallback' AND NOT o.uses_fallback THEN
                -- A channel has one other way, and of a reply's parts one goes it.
                IF ck1_has_fallen_back(o) THEN
                    failure := ROW('fallback_taken', 'upstreamFailed',
                        'The channel''s other way was taken for another part of this reply.', NULL, NULL);
                    PERFORM ck1_record_unsent(o.id, 'dead', NULL, false, false, false, failure, p_now);
                ELSE
                    PERFORM ck1_record_unsent(o.id, 'pending', NULL, false, false, true, failure, p_now);
                END IF;
            ELSE
                PERFORM ck1_record_unsent(o.id, 'dead', NULL, false, false, false, failure, p_now);
            END IF;
            IF p_taking_next THEN
                item := ck1_take_head(p_replica, o.channel, o.lane, p_now);
                IF item.id IS NOT NULL THEN RETURN NEXT item; END IF;
            END IF;
        END $$;

        -- Ends the sends that were begun by processes which are gone. `p_waits`: milliseconds by instance.
        CREATE FUNCTION ck1_take_over_replies(
            p_replica integer, p_waits jsonb, p_otherwise_ms bigint, p_most_uncertain integer, p_now timestamptz
        ) RETURNS integer LANGUAGE plpgsql AS $$
        DECLARE
            o outbox;
            is_last boolean;
            total integer := 0;
        BEGIN
            PERFORM ck1_fence(p_replica);
            FOR o IN
                SELECT * FROM outbox AS s
                WHERE s.state IN ('pending', 'sending') AND s.state = 'sending'
                    AND NOT EXISTS (SELECT 1 FROM replicas AS alive WHERE alive.id = s.owner)
                ORDER BY s.id FOR UPDATE SKIP LOCKED
            LOOP
                total := total + 1;
                IF o.reported IS NOT NULL THEN
                    PERFORM ck1_apply_report(o.reported, o.id, p_now);
                    CONTINUE;
                END IF;
                is_last := o.uncertain + 1 >= p_most_uncertain;
                PERFORM ck1_record_unsent(
                    o.id, CASE WHEN is_last THEN 'dead' ELSE 'pending' END,
                    CASE WHEN NOT is_last THEN p_now + make_interval(
                        secs => coalesce((p_waits ->> o.channel)::bigint, p_otherwise_ms)::double precision / 1000) END,
                    false, true, false, ROW(
                        'send_cut_off', 'upstreamTimeout', 'It is not known whether the reply was sent.', NULL,
                        'the process ended while it was being sent')::ck1_error, p_now);
            END LOOP;
            RETURN total;
        END $$;
        """#
}

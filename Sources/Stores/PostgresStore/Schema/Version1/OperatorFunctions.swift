extension SchemaVersion1 {
    /// What operators do to single rows.
    static let operators = #"""
        -- It is asked as if it came now: its question goes, and stands anew in the conversation that goes on when it begins, with
        -- those of the messages that had joined it.
        CREATE FUNCTION ck1_retry_turn(p_turn bigint, p_now timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
        DECLARE t inbox;
        BEGIN
            PERFORM ck1_lock_lane(i.channel, i.lane) FROM inbox AS i WHERE i.id = p_turn;
            SELECT * INTO t FROM inbox WHERE id = p_turn AND state = 'failed' FOR UPDATE;
            IF t.id IS NULL THEN RETURN false; END IF;
            DELETE FROM messages WHERE id = t.user_message_id;
            DELETE FROM messages WHERE id IN (
                SELECT m.user_message_id FROM inbox AS m
                WHERE m.merged_into = p_turn AND m.state = 'merged' AND m.message_id IS NOT NULL);
            UPDATE inbox SET conversation_id = NULL, user_message_id = NULL
            WHERE merged_into = p_turn AND state = 'merged' AND message_id IS NOT NULL;
            UPDATE inbox SET state = 'queued', by_hand = true, accepted_at = p_now, updated_at = p_now,
                conversation_id = NULL, user_message_id = NULL, lane_number = nextval('inbox_id_seq'), not_before = NULL,
                crashes = 0, unclean_stops = 0, error_code = NULL, error_kind = NULL, error_message = NULL,
                error_retry_after = NULL, error_detail = NULL,
                accepted_by = (
                    SELECT r.id FROM replicas AS r WHERE r.lease_until > clock_timestamp()
                    ORDER BY NOT t.channel = ANY (r.channels), r.id LIMIT 1)
            WHERE id = p_turn RETURNING accepted_by INTO t.accepted_by;
            UPDATE replicas SET pending_change = pending_change + 1 WHERE id = t.accepted_by;
            PERFORM pg_notify('ck_work', '');
            RETURN true;
        END $$;

        CREATE FUNCTION ck1_drop_turn(p_turn bigint, p_now timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
        DECLARE
            t inbox;
            told ck1_telling;
            ends ck1_ends := ROW(1, '{}', '{}', NULL);
        BEGIN
            PERFORM ck1_lock_lane(i.channel, i.lane) FROM inbox AS i WHERE i.id = p_turn;
            SELECT * INTO t FROM inbox WHERE id = p_turn AND state IN ('queued', 'failed') FOR UPDATE;
            IF t.id IS NULL THEN RETURN false; END IF;
            -- What had joined it was not dropped.
            IF t.state = 'queued' THEN PERFORM ck1_detach(t, p_now); END IF;
            PERFORM ck1_end(p_turn, 'cancelled', 'cancelled', NULL, NULL, p_now);
            -- Of a failure everybody was told when it came.
            IF t.state = 'queued' THEN
                told := ROW('cancelled', NULL, NULL, NULL, NULL, '{}', NULL, false, false, 0, p_now);
                ends := ck1_tell(ends, told, t);
                UPDATE replicas SET pending_change = pending_change - ends.count WHERE id = t.accepted_by;
            END IF;
            PERFORM pg_notify('ck_work', '');
            RETURN true;
        END $$;

        -- A new attempt: it goes the ordinary way, behind all that wait, and what was counted is held against it no more.
        CREATE FUNCTION ck1_retry_reply(p_reply bigint, p_now timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM ck1_lock_lane(o.channel, o.lane) FROM outbox AS o WHERE o.id = p_reply;
            UPDATE outbox SET state = 'pending', not_before = NULL, updated_at = p_now, error_code = NULL, error_kind = NULL,
                error_message = NULL, error_retry_after = NULL, error_detail = NULL, uses_fallback = false,
                attempts_before = attempts, uncertain_before = uncertain, position = nextval('outbox_id_seq')
            WHERE id = p_reply AND state = 'dead';
            RETURN FOUND;
        END $$;

        CREATE FUNCTION ck1_drop_reply(p_reply bigint, p_now timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM ck1_lock_lane(o.channel, o.lane) FROM outbox AS o WHERE o.id = p_reply;
            UPDATE outbox SET state = 'dead', not_before = NULL, updated_at = p_now,
                error_kind = CASE WHEN error_code IS NULL THEN 'conflict' ELSE error_kind END,
                error_message = CASE WHEN error_code IS NULL THEN 'This reply was dropped.' ELSE error_message END,
                error_code = coalesce(error_code, 'dropped')
            WHERE id = p_reply AND state = 'pending';
            IF FOUND THEN RETURN true; END IF;
            DELETE FROM outbox WHERE id = p_reply AND state = 'dead';
            RETURN FOUND;
        END $$;
        """#
}

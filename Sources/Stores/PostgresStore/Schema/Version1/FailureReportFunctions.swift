extension SchemaVersion1 {
    /// What platforms report of replies that failed.
    static let failureReports = #"""
        -- Whether it is news of the latest send.
        CREATE FUNCTION ck1_fail_reply(
            o outbox, e jsonb, p_attempt integer, p_platform_id text, p_now timestamptz
        ) RETURNS boolean LANGUAGE plpgsql AS $$
        DECLARE
            retry text := e ->> 'retry';
            report text;
            due timestamptz;
            tries integer := o.attempts - o.attempts_before;
            pause double precision := 0;
            failure ck1_error := ROW(
                e ->> 'error_code', e ->> 'error_kind', e ->> 'error_message', (e ->> 'error_retry_after')::bigint,
                e ->> 'error_detail');
        BEGIN
            IF retry = 'fallback' THEN
                report := CASE WHEN o.uses_fallback OR ck1_has_fallen_back(o) THEN 'dead' ELSE 'fallback' END;
                IF report = 'dead' AND NOT o.uses_fallback THEN
                    failure := ROW('fallback_taken', 'upstreamFailed',
                        'The channel''s other way was taken for another part of this reply.', NULL, NULL);
                END IF;
            -- What keeps all replies from being sent is the fault of none of them.
            ELSIF retry = 'again' AND (tries < 30 OR e ->> 'scope' = 'instance') THEN
                report := 'again';
                -- From the second send on four times as long each time: who read the status did not know how often it was sent.
                IF tries > 1 THEN pause := least(4.0 ^ least(tries - 1, 5), 300); END IF;
                due := p_now + make_interval(
                    secs => greatest(pause, coalesce((e ->> 'error_retry_after')::double precision / 1000, 0)));
            ELSE
                report := 'dead';
            END IF;
            IF o.state = 'sending' THEN
                IF p_attempt < o.attempts THEN RETURN false; END IF;
                IF o.reported IS NOT NULL AND o.reported <> 'sent'
                    AND (ck1_rank(o.reported) IS NOT NULL OR p_attempt IS NOT NULL) THEN
                    RETURN false;
                END IF;
                UPDATE outbox SET reported = report, platform_ids = ARRAY[p_platform_id], not_before = due,
                    error_code = failure.code, error_kind = failure.kind, error_message = failure.message,
                    error_retry_after = failure.retry_after, error_detail = failure.detail, updated_at = p_now
                WHERE id = o.id;
            ELSIF o.state = 'pending' AND p_attempt IS NULL AND o.attempts > 0
                OR o.state = 'sent' AND (
                    p_attempt = o.attempts OR coalesce(cardinality(o.platform_ids), 0) = 0 AND p_attempt IS NULL) THEN
                UPDATE outbox SET state = CASE WHEN report = 'dead' THEN 'dead' ELSE 'pending' END, owner = NULL,
                    not_before = due, uses_fallback = report = 'fallback' OR o.uses_fallback, platform_ids = NULL,
                    error_code = failure.code, error_kind = failure.kind, error_message = failure.message,
                    error_retry_after = failure.retry_after, error_detail = failure.detail, updated_at = p_now
                WHERE id = o.id;
            ELSE
                RETURN false;
            END IF;
            IF p_attempt IS NULL THEN PERFORM ck1_remember(o.channel, p_platform_id, o.id, o.attempts); END IF;
            RETURN true;
        END $$;
        """#
}

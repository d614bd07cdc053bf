extension SchemaVersion5 {
    /// What each user has used today.
    static let usage = #"""
        -- What counts for a user's budget today.
        CREATE FUNCTION ck5_used(p_user bigint, p_now timestamptz, OUT prompt bigint, OUT completion bigint)
        LANGUAGE plpgsql STABLE AS $$
        BEGIN
            SELECT coalesce(sum(u.prompt_tokens + u.carried_prompt_tokens), 0),
                coalesce(sum(u.completion_tokens + u.carried_completion_tokens), 0) INTO prompt, completion
            FROM usage_days AS u WHERE u.user_id = p_user AND u.day = (p_now AT TIME ZONE 'UTC')::date;
        END $$;

        -- What counts for a budget, and in no report: it stands there already. It is no channel's.
        CREATE FUNCTION ck5_carry(p_user bigint, p_now timestamptz, p_prompt bigint, p_completion bigint) RETURNS void
        LANGUAGE plpgsql AS $$
        BEGIN
            IF p_prompt <= 0 AND p_completion <= 0 THEN RETURN; END IF;
            INSERT INTO usage_days AS u (
                user_id, day, channel, turns, prompt_tokens, completion_tokens, carried_prompt_tokens,
                carried_completion_tokens)
            VALUES (
                p_user, (p_now AT TIME ZONE 'UTC')::date, '', 0, 0, 0, greatest(p_prompt, 0), greatest(p_completion, 0))
            ON CONFLICT (user_id, day, channel) DO UPDATE SET
                carried_prompt_tokens = u.carried_prompt_tokens + excluded.carried_prompt_tokens,
                carried_completion_tokens = u.carried_completion_tokens + excluded.carried_completion_tokens;
        END $$;

        -- A guest's usage becomes the user's whom the guest turns out to be. Of what the guest had taken over themselves only so
        -- much as the user has not used: it may have been theirs.
        CREATE FUNCTION ck5_move_usage(p_guest bigint, p_user bigint, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM ck5_carry(
                p_user, p_now, g.carried_prompt_tokens - u.prompt, g.carried_completion_tokens - u.completion)
            FROM usage_days AS g, ck5_used(p_user, p_now) AS u
            WHERE g.user_id = p_guest AND g.day = (p_now AT TIME ZONE 'UTC')::date AND g.channel = '';
            INSERT INTO usage_days AS u (user_id, day, channel, turns, prompt_tokens, completion_tokens)
            SELECT p_user, g.day, g.channel, g.turns, g.prompt_tokens, g.completion_tokens FROM usage_days AS g
            WHERE g.user_id = p_guest AND g.channel <> '' ORDER BY g.day, g.channel
            ON CONFLICT (user_id, day, channel) DO UPDATE SET turns = u.turns + excluded.turns,
                prompt_tokens = u.prompt_tokens + excluded.prompt_tokens,
                completion_tokens = u.completion_tokens + excluded.completion_tokens;
            DELETE FROM usage_days WHERE user_id = p_guest;
        END $$;

        -- Changed: what was carried over counts.
        CREATE OR REPLACE FUNCTION ck4_within_budget(
            t inbox, p_stored boolean, p_replica integer, p_now timestamptz
        ) RETURNS inbox LANGUAGE plpgsql AS $$
        DECLARE
            limits jsonb;
            used record;
        BEGIN
            IF t.plan IS NOT NULL THEN RETURN t; END IF;
            SELECT r.budget INTO limits FROM replicas AS r WHERE r.id = p_replica;
            IF limits IS NULL THEN RETURN t; END IF;
            SELECT u.prompt, u.completion INTO used FROM ck5_used(t.user_id, p_now) AS u;
            IF used.prompt + used.completion >= (limits ->> 'tokens')::bigint
                OR (used.prompt * (limits ->> 'input')::double precision
                    + used.completion * (limits ->> 'output')::double precision) / 1000000
                    >= (limits ->> 'cost')::double precision
            THEN
                t.plan := 'say';
                t.plan_text := limits ->> 'notice';
                t.rule := 'spent';
                t.mergeable := false;
                IF p_stored THEN
                    UPDATE inbox SET plan = t.plan, plan_text = t.plan_text, rule = t.rule, mergeable = false WHERE id = t.id;
                END IF;
            END IF;
            RETURN t;
        END $$;
        """#
}

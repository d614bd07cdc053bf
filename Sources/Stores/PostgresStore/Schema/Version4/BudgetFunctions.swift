extension SchemaVersion4 {
    /// What is used each day, and what is answered when a user's share of it is spent.
    static let budgets = #"""
        CREATE FUNCTION ck4_set_budget(p_replica integer, p_budget jsonb) RETURNS void LANGUAGE sql AS $$
            UPDATE replicas SET budget = p_budget WHERE id = p_replica
        $$;

        -- The turn as it begins now: where its user's budget is spent, with the notice for a plan. Of a row that is there
        -- already (`p_stored`) that is written down.
        CREATE FUNCTION ck4_within_budget(
            t inbox, p_stored boolean, p_replica integer, p_now timestamptz
        ) RETURNS inbox LANGUAGE plpgsql AS $$
        DECLARE
            limits jsonb;
            used record;
        BEGIN
            IF t.plan IS NOT NULL THEN RETURN t; END IF;
            SELECT r.budget INTO limits FROM replicas AS r WHERE r.id = p_replica;
            IF limits IS NULL THEN RETURN t; END IF;
            SELECT coalesce(sum(u.prompt_tokens), 0) AS prompt, coalesce(sum(u.completion_tokens), 0) AS completion INTO used
            FROM usage_days AS u WHERE u.user_id = t.user_id AND u.day = (p_now AT TIME ZONE 'UTC')::date;
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

        -- `ck1_complete`, and before it, so that the lane's next turn is judged by it, what the answer cost. The first claim
        -- makes sure that it is counted once, however often the call is made.
        CREATE FUNCTION ck4_complete(
            p_replica integer, p_turn bigint, p_attempt integer, p_end text, p_text text, p_model text,
            p_prompt_tokens integer, p_completion_tokens integer, p_finish_reason text, p_error text[], p_parts text[],
            p_apology text, p_may_begin boolean, p_idle_ms bigint, p_history integer, p_now timestamptz, p_again boolean
        ) RETURNS SETOF ck1_result LANGUAGE plpgsql AS $$
        DECLARE t inbox := ck1_claim(p_replica, p_turn, p_attempt, p_again);
        BEGIN
            IF t.state = 'running' AND t.conversation_id IS NOT NULL THEN
                -- Most answers go where the last one went: then the row is written once, below.
                UPDATE conversations AS c SET lane = t.lane, address = t.address, reply_context = t.reply_context
                WHERE c.id = t.conversation_id
                    AND ROW(c.lane, c.address, c.reply_context) IS DISTINCT FROM ROW(t.lane, t.address, t.reply_context);
                IF p_end = 'answered' THEN
                    INSERT INTO usage_days AS u (user_id, day, channel, turns, prompt_tokens, completion_tokens)
                    VALUES (
                        t.user_id, (p_now AT TIME ZONE 'UTC')::date, t.channel, 1, greatest(coalesce(p_prompt_tokens, 0), 0),
                        greatest(coalesce(p_completion_tokens, 0), 0))
                    ON CONFLICT (user_id, day, channel) DO UPDATE SET turns = u.turns + 1,
                        prompt_tokens = u.prompt_tokens + excluded.prompt_tokens,
                        completion_tokens = u.completion_tokens + excluded.completion_tokens;
                END IF;
            END IF;
            RETURN QUERY SELECT * FROM ck1_complete(
                p_replica, p_turn, p_attempt, p_end, p_text, p_model, p_prompt_tokens, p_completion_tokens,
                p_finish_reason, p_error, p_parts, p_apology, p_may_begin, p_idle_ms, p_history, p_now, p_again);
        END $$;
        """#
}

extension SchemaVersion5 {
    /// Turns that are put off.
    static let postpone = #"""
        -- `ck1_postpone`, and before it what the turn has used. It is counted by the call that puts the turn off, however often
        -- the call is made.
        CREATE FUNCTION ck5_postpone(
            p_replica integer, p_turn bigint, p_attempt integer, p_until timestamptz, p_error text[],
            p_prompt_tokens integer, p_completion_tokens integer, p_now timestamptz
        ) RETURNS void LANGUAGE plpgsql AS $$
        DECLARE t inbox;
        BEGIN
            PERFORM ck1_fence(p_replica);
            SELECT * INTO t FROM inbox
            WHERE id = p_turn AND state = 'running' AND owner = p_replica AND attempts = p_attempt FOR UPDATE;
            IF FOUND THEN
                PERFORM ck5_count_usage(t, 'postponed', p_prompt_tokens, p_completion_tokens, p_now);
            END IF;
            PERFORM ck1_postpone(p_replica, p_turn, p_attempt, p_until, p_error, p_now);
        END $$;
        """#
}

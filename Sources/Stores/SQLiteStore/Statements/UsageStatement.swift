/// What models were asked for, by user, day and channel.
enum UsageStatement: String, PathStatement {
    case add = """
        INSERT INTO usage_days (user_id, day, channel, turns, prompt_tokens, completion_tokens)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (user_id, day, channel) DO UPDATE SET turns = turns + excluded.turns,
            prompt_tokens = prompt_tokens + excluded.prompt_tokens,
            completion_tokens = completion_tokens + excluded.completion_tokens
        """

    case ofDay = """
        SELECT coalesce(sum(prompt_tokens + carried_prompt_tokens), 0),
            coalesce(sum(completion_tokens + carried_completion_tokens), 0)
        FROM usage_days WHERE user_id = ? AND day = ?
        """

    /// What was carried over is no channel's.
    case carried = """
        SELECT carried_prompt_tokens, carried_completion_tokens FROM usage_days
        WHERE user_id = ? AND day = ? AND channel = ''
        """

    case carry = """
        INSERT INTO usage_days (
            user_id, day, channel, turns, prompt_tokens, completion_tokens, carried_prompt_tokens,
            carried_completion_tokens)
        VALUES (?, ?, '', 0, 0, 0, ?, ?)
        ON CONFLICT (user_id, day, channel) DO UPDATE SET
            carried_prompt_tokens = carried_prompt_tokens + excluded.carried_prompt_tokens,
            carried_completion_tokens = carried_completion_tokens + excluded.carried_completion_tokens
        """

    case move = """
        INSERT INTO usage_days (user_id, day, channel, turns, prompt_tokens, completion_tokens)
        SELECT ?2, day, channel, turns, prompt_tokens, completion_tokens FROM usage_days
        WHERE user_id = ?1 AND channel <> ''
        ON CONFLICT (user_id, day, channel) DO UPDATE SET turns = turns + excluded.turns,
            prompt_tokens = prompt_tokens + excluded.prompt_tokens,
            completion_tokens = completion_tokens + excluded.completion_tokens
        """

    case delete = "DELETE FROM usage_days WHERE user_id = ?"

    case deleteOld = """
        DELETE FROM usage_days WHERE (user_id, day, channel) IN (
            SELECT user_id, day, channel FROM usage_days WHERE day < ? ORDER BY day LIMIT ?)
        """

    case spend = """
        UPDATE inbox SET plan = 'say', plan_text = ?, rule = ?, mergeable = 0 WHERE id = ?
        """
}

/// What models were asked for, by user, day and channel.
enum UsageStatement: String, PathStatement {
    case add = """
        INSERT INTO usage_days (user_id, day, channel, turns, prompt_tokens, completion_tokens)
        VALUES (?, ?, ?, 1, ?, ?)
        ON CONFLICT (user_id, day, channel) DO UPDATE SET turns = turns + 1,
            prompt_tokens = prompt_tokens + excluded.prompt_tokens,
            completion_tokens = completion_tokens + excluded.completion_tokens
        """

    case ofDay = """
        SELECT coalesce(sum(prompt_tokens), 0), coalesce(sum(completion_tokens), 0) FROM usage_days
        WHERE user_id = ? AND day = ?
        """

    case spend = """
        UPDATE inbox SET plan = 'say', plan_text = ?, rule = ?, mergeable = 0 WHERE id = ?
        """
}

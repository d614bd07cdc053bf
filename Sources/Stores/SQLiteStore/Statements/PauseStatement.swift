/// Conversations that a person has taken over.
enum PauseStatement: String, PathStatement {
    case pause = "UPDATE conversations SET paused_at = coalesce(paused_at, ?) WHERE id = ? AND is_finished = 0"

    /// What was idle while it was paused goes on.
    case resume = """
        UPDATE conversations SET paused_at = NULL, last_updated = max(last_updated, ?)
        WHERE id = ? AND is_finished = 0
        """

    /// A turn whose message was only recorded.
    case hold = """
        UPDATE inbox SET state = 'skipped', rule = ?, owner = NULL, suspect = 0, alone = 0, conversation_id = ?,
            user_message_id = ?, not_before = NULL, error_code = NULL, error_kind = NULL, error_message = NULL,
            error_retry_after = NULL, error_detail = NULL, updated_at = ?
        WHERE id = ?
        """

    /// How the user of a conversation is reached.
    case reach = """
        UPDATE conversations SET last_updated = max(last_updated, ?), lane = ?, address = ?, reply_context = ?
        WHERE id = ?
        """

    case reached = """
        SELECT talk.channel, talk.key, talk.is_finished, talk.lane, talk.address, talk.reply_context, talk.user_id,
            user.opted_out
        FROM conversations AS talk JOIN users AS user ON user.id = talk.user_id WHERE talk.id = ?
        """

    case insertSaying = """
        INSERT INTO messages (conversation_id, role, content, by_operator, created_at)
        VALUES (?, 'assistant', ?, 1, ?)
        """
}

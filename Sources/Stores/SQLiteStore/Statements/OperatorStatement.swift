/// What operators do to single rows.
enum OperatorStatement: String, PathStatement {
    case turn = """
        SELECT id, channel, user_id, state, attempts, created_at, error_code, error_kind, error_message,
            error_retry_after, error_detail, rule, by_hand, message_id, content, not_before
        FROM inbox WHERE id = ?
        """

    case reply = """
        SELECT reply.id, reply.channel, reply.user_id, reply.address, reply.in_reply_to, reply.state, reply.attempts,
            reply.uncertain, reply.created_at, reply.error_code, reply.error_kind, reply.error_message,
            reply.error_retry_after, reply.error_detail,
            coalesce(reply.text, message.content, reply.failure_message, ''), reply.platform_ids, reply.not_before
        FROM outbox AS reply LEFT JOIN messages AS message ON message.id = reply.message_id WHERE reply.id = ?
        """

    case conversation = """
        SELECT id, channel, user_id, is_finished, created_at, last_updated, paused_at FROM conversations WHERE id = ?
        """

    /// All that was said, whatever became of it. By the rows' own order: a walk backwards from the newest.
    case sayings = """
        SELECT id, role, content, status, by_operator, created_at, model, prompt_tokens, completion_tokens, finish_reason
        FROM messages WHERE conversation_id = ? AND id < ? ORDER BY id DESC LIMIT ?
        """

    /// The questions of a turn and of its members.
    case deleteQuestions = """
        DELETE FROM messages WHERE id IN (
            SELECT user_message_id FROM inbox WHERE id = ?1
            UNION ALL
            SELECT user_message_id FROM inbox
            WHERE merged_into = ?1 AND state = 'merged' AND message_id IS NOT NULL)
        """

    case forgetMembersQuestions = """
        UPDATE inbox SET conversation_id = NULL, user_message_id = NULL
        WHERE merged_into = ? AND state = 'merged' AND message_id IS NOT NULL
        """

    case retryTurn = """
        UPDATE inbox SET state = 'queued', by_hand = 1, accepted_at = ?, updated_at = ?,
            conversation_id = NULL, user_message_id = NULL,
            lane_number = (
                SELECT max(last.lane_number) + 1 FROM inbox AS last
                WHERE last.channel = inbox.channel AND last.lane = inbox.lane),
            not_before = NULL, crashes = 0, error_code = NULL, error_kind = NULL, error_message = NULL,
            error_retry_after = NULL, error_detail = NULL
        WHERE id = ? AND state = 'failed'
        """

    /// A new attempt: it goes the ordinary way, and what was counted so far is held against it no more.
    ///
    /// Its position is the id that comes next: behind all that wait now, before all that come.
    case retryReply = """
        UPDATE outbox SET state = 'pending', not_before = NULL, updated_at = ?, error_code = NULL, error_kind = NULL,
            error_message = NULL, error_retry_after = NULL, error_detail = NULL, uses_fallback = 0,
            attempts_before = attempts, uncertain_before = uncertain,
            position = (SELECT max(last.id) + 1 FROM outbox AS last)
        WHERE id = ? AND state = 'dead'
        """

    case killReply = """
        UPDATE outbox SET state = 'dead', not_before = NULL, updated_at = ?,
            error_kind = iif(error_code IS NULL, 'conflict', error_kind),
            error_message = iif(error_code IS NULL, 'This reply was dropped.', error_message),
            error_code = coalesce(error_code, 'dropped')
        WHERE id = ? AND state = 'pending'
        """

    case deleteReply = "DELETE FROM outbox WHERE id = ? AND state = 'dead'"
}

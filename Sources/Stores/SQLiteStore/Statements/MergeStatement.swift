/// Messages that are answered by the turn of an earlier one.
enum MergeStatement: String, PathStatement {
    /// What waits in a lane behind a turn.
    case behind = """
        SELECT id FROM inbox
        WHERE channel = ? AND lane = ? AND state IN ('queued', 'running') AND lane_number > ?
        ORDER BY lane_number LIMIT ?
        """

    case join = """
        UPDATE inbox SET state = 'merged', merged_into = ?, conversation_id = ?, user_message_id = ?,
            not_before = NULL, updated_at = ?
        WHERE id = ?
        """

    /// All whose end a turn's end is: messages that were merged into it, and repetitions.
    case followers = """
        SELECT id, answer_message_id IS NULL AND error_code IS NULL, message_id IS NOT NULL
        FROM inbox WHERE merged_into = ? AND state = 'merged' ORDER BY id
        """

    /// Of those, the ones that wait.
    case listeners = """
        SELECT id, 1, message_id IS NOT NULL FROM inbox
        WHERE merged_into = ? AND state = 'merged' AND answer_message_id IS NULL AND error_code IS NULL ORDER BY id
        """

    /// Messages whose turn is gone go on by themselves, under the suspicion that the turn was under.
    case detach = """
        UPDATE inbox SET state = 'queued', merged_into = NULL, updated_at = ?1,
            suspect = (SELECT turn.suspect FROM inbox AS turn WHERE turn.id = ?2)
        WHERE merged_into = ?2 AND state = 'merged' AND message_id IS NOT NULL
            AND answer_message_id IS NULL AND error_code IS NULL
        """

    case members = """
        SELECT id, content, user_message_id FROM inbox
        WHERE merged_into = ? AND state = 'merged' AND message_id IS NOT NULL ORDER BY id
        """

    case newestMember = """
        SELECT message_id, address, reply_context FROM inbox
        WHERE merged_into = ? AND state = 'merged' AND message_id IS NOT NULL ORDER BY id DESC LIMIT 1
        """

    /// A member's question stands in another place.
    case moveQuestion = "UPDATE inbox SET conversation_id = ?, user_message_id = ? WHERE id = ?"
}

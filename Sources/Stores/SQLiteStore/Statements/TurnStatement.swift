/// Turns, from their acceptance to their end.
enum TurnStatement: String, PathStatement {
    case known = "SELECT id FROM inbox WHERE channel = ? AND scope = ? AND message_id = ?"

    case byID = """
        SELECT id, channel, lane, scope, message_id, user_id, conversation_id, conversation_key, content, caller,
            reply_context, state, attempts, owner, user_message_id, answer_message_id, merged_into, accepted_at,
            error_code, error_kind, error_message, error_retry_after, error_detail, address, lane_number, plan,
            plan_text, mergeable, repeats, by_hand, rule
        FROM inbox WHERE id = ?
        """

    /// As little of a running turn as can be read of any.
    case claim = "SELECT lane FROM inbox WHERE id = ? AND state = 'running' AND owner = ? AND attempts = ?"

    /// To whom a turn's end is told: what is left to go by where the rest of its row cannot be read.
    case addressee = """
        SELECT caller, channel, lane, address, reply_context, user_id, conversation_id, message_id FROM inbox
        WHERE id = ?
        """

    case laneHead = """
        SELECT id, state, not_before FROM inbox
        WHERE channel = ? AND lane = ? AND state IN ('queued', 'running') ORDER BY lane_number LIMIT 1
        """

    case insert = """
        INSERT INTO inbox (
            channel, lane, lane_number, scope, message_id, user_id, conversation_id, conversation_key, content, caller,
            reply_context, state, attempts, owner, user_message_id, merged_into, address, sent_at, rule, plan,
            plan_text, mergeable, repeats, not_before, accepted_at, created_at, updated_at)
        VALUES (
            ?, ?, (SELECT coalesce(max(lane_number), 0) + 1 FROM inbox WHERE channel = ? AND lane = ?), ?, ?, ?, ?, ?,
            ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    case askAgain = """
        UPDATE inbox SET state = 'queued', caller = ?, address = ?, reply_context = ?, accepted_at = ?, updated_at = ?,
            lane_number = (SELECT max(lane_number) + 1 FROM inbox WHERE channel = ? AND lane = ?),
            not_before = NULL, by_hand = 0, crashes = 0, error_code = NULL, error_kind = NULL, error_message = NULL,
            error_retry_after = NULL, error_detail = NULL
        WHERE id = ?
        """

    case begin = """
        UPDATE inbox SET state = 'running', attempts = attempts + 1, owner = ?, conversation_id = ?,
            user_message_id = ?, not_before = NULL, updated_at = ?
        WHERE id = ?
        """

    case postpone = """
        UPDATE inbox SET state = 'queued', owner = NULL, suspect = 0, alone = 0, not_before = ?, error_code = ?,
            error_kind = ?, error_message = ?, error_retry_after = ?, error_detail = ?, updated_at = ?
        WHERE id = ? AND state = 'running' AND owner = ?
        """

    case end = """
        UPDATE inbox SET state = ?, owner = NULL, suspect = 0, alone = 0, answer_message_id = ?, error_code = ?,
            error_kind = ?, error_message = ?, error_retry_after = ?, error_detail = ?, updated_at = ?
        WHERE id = ?
        """

    case runnableHeads = """
        SELECT id, channel, lane FROM inbox AS head
        WHERE state IN ('queued', 'running', 'failed') AND state = 'queued'
            AND (not_before IS NULL OR not_before <= ?)
            AND NOT EXISTS (
                SELECT 1 FROM inbox AS earlier
                WHERE earlier.channel = head.channel AND earlier.lane = head.lane
                    AND earlier.state IN ('queued', 'running') AND earlier.lane_number < head.lane_number)
        ORDER BY id LIMIT ?
        """

    /// The index is named: another one leads to every message that was ever merged.
    case countPending = """
        SELECT count(*) + (
            SELECT count(*) FROM inbox INDEXED BY inbox_listeners
            WHERE state = 'merged' AND merged_into > 0 AND answer_message_id IS NULL AND error_code IS NULL)
        FROM inbox WHERE state IN ('queued', 'running', 'failed') AND state IN ('queued', 'running')
        """
}

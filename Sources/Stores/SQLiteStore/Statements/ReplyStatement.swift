/// Replies on their way out.
enum ReplyStatement: String, PathStatement {
    case insert = """
        INSERT INTO outbox (
            channel, lane, address, reply_context, user_id, conversation_id, turn_id, in_reply_to, message_id, text,
            quotes_question, failure_code, failure_kind, failure_message, failure_retry_after, failure_detail, state,
            attempts, owner, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    case laneHead = """
        SELECT id, state, not_before FROM outbox
        WHERE channel = ? AND lane = ? AND state IN ('pending', 'sending') ORDER BY coalesce(position, id), id LIMIT 1
        """

    case byID = """
        SELECT reply.id, reply.channel, reply.lane, reply.reply_context, reply.conversation_id, reply.in_reply_to,
            reply.attempts, reply.state, reply.owner, coalesce(reply.text, message.content), reply.failure_code,
            reply.failure_kind, reply.failure_message, reply.failure_retry_after, reply.failure_detail, reply.address,
            reply.quotes_question, reply.uses_fallback, reply.reported,
            reply.uncertain - reply.uncertain_before, reply.attempts - reply.attempts_before, reply.platform_ids
        FROM outbox AS reply LEFT JOIN messages AS message ON message.id = reply.message_id WHERE reply.id = ?
        """

    case sendableHeads = """
        SELECT id FROM outbox AS head
        WHERE channel = ? AND state IN ('pending', 'sending') AND state = 'pending'
            AND (not_before IS NULL OR not_before <= ?)
            AND NOT EXISTS (
                SELECT 1 FROM outbox AS earlier
                WHERE earlier.channel = head.channel AND earlier.lane = head.lane
                    AND earlier.state IN ('pending', 'sending')
                    AND (coalesce(earlier.position, earlier.id) < coalesce(head.position, head.id)
                        OR coalesce(earlier.position, earlier.id) = coalesce(head.position, head.id)
                            AND earlier.id < head.id))
        ORDER BY id LIMIT ?
        """

    case take = """
        UPDATE outbox SET state = 'sending', attempts = attempts + 1, owner = ?, not_before = NULL, reported = NULL,
            platform_ids = NULL, updated_at = ?
        WHERE id = ?
        """

    /// What a dead process was sending.
    case abandoned = """
        SELECT id, channel, uncertain, reported FROM outbox
        WHERE state IN ('pending', 'sending', 'dead') AND state = 'sending' AND owner IS NOT ? ORDER BY id
        """

    case recordSent = """
        UPDATE outbox SET state = ?, owner = NULL, reported = NULL, platform_ids = ?, error_code = NULL,
            error_kind = NULL, error_message = NULL, error_retry_after = NULL, error_detail = NULL, updated_at = ?
        WHERE id = ?
        """

    case recordUnsent = """
        UPDATE outbox SET state = ?, owner = NULL, reported = NULL, not_before = ?, attempts = attempts - ?,
            uncertain = uncertain + ?, uses_fallback = uses_fallback OR ?, error_code = ?, error_kind = ?,
            error_message = ?, error_retry_after = ?, error_detail = ?, updated_at = ?
        WHERE id = ?
        """

    /// Whether another part of the same reply goes, or went, the channel's other way.
    case fallenBackPart = """
        SELECT 1 FROM outbox AS reply JOIN outbox AS part INDEXED BY outbox_fallbacks
            ON part.turn_id = reply.turn_id AND part.channel = reply.channel AND part.lane = reply.lane
                AND part.uses_fallback = 1 AND part.created_at = reply.created_at AND part.id <> reply.id
        WHERE reply.id = ? LIMIT 1
        """

    case countUnsent = "SELECT count(*) FROM outbox WHERE channel = ? AND state IN ('pending', 'sending')"
}

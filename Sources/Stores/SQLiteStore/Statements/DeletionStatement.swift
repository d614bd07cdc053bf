/// Everything of one user, to delete or to export it.
enum DeletionStatement: String, PathStatement {
    case countRunning = "SELECT count(*) FROM inbox WHERE user_id = ? AND state = 'running'"

    /// What a user said, and what was answered to it, wherever it was said.
    case ownMessages = "SELECT user_message_id, answer_message_id FROM inbox WHERE user_id = ?"
    case deleteInbox = "DELETE FROM inbox WHERE user_id = ?"
    case deleteOutbox = "DELETE FROM outbox WHERE user_id = ?"
    case deleteRepliesTo = "DELETE FROM outbox WHERE message_id = ?"
    case deleteMessage = "DELETE FROM messages WHERE id = ?"

    /// The same, where the inbox has forgotten it.
    case sayings = "SELECT message_id FROM message_writers WHERE user_id = ?"

    case conversations = """
        SELECT id, channel, created_at, last_updated, is_finished, is_shared FROM conversations
        WHERE user_id = ? ORDER BY id
        """

    case writer = "SELECT min(user_id) FROM inbox WHERE conversation_id = ?"

    case formerWriter = """
        SELECT min(writer.user_id) FROM messages AS said JOIN message_writers AS writer ON writer.message_id = said.id
            JOIN users ON users.id = writer.user_id
        WHERE said.conversation_id = ?
        """

    /// What nobody else is known to have said, or to have been answered.
    case unclaimed = """
        SELECT id FROM messages AS said
        WHERE conversation_id = ?1
            AND NOT EXISTS (SELECT 1 FROM message_writers AS writer WHERE writer.message_id = said.id) AND id NOT IN (
            SELECT user_message_id FROM inbox WHERE conversation_id = ?1 AND user_message_id IS NOT NULL
            UNION ALL
            SELECT answer_message_id FROM inbox WHERE conversation_id = ?1 AND answer_message_id IS NOT NULL)
        """

    case giveConversation = "UPDATE conversations SET user_id = ? WHERE id = ?"
    case deleteOutboxOf = "DELETE FROM outbox WHERE conversation_id = ?"
    case deleteMessages = "DELETE FROM messages WHERE conversation_id = ?"
    case deleteConversation = "DELETE FROM conversations WHERE id = ?"
    case deleteIdentities = "DELETE FROM identities WHERE user_id = ?"

    /// By the index, each status for itself: a long conversation is read page by page, and never sorted.
    case messages = """
        SELECT id, role, content, status, created_at FROM messages
        WHERE conversation_id = ?1 AND status = 'complete' AND id > ?2
        UNION ALL
        SELECT id, role, content, status, created_at FROM messages
        WHERE conversation_id = ?1 AND status = 'aside' AND id > ?2
        UNION ALL
        SELECT id, role, content, status, created_at FROM messages
        WHERE conversation_id = ?1 AND status = 'incomplete' AND id > ?2
        UNION ALL
        SELECT id, role, content, status, created_at FROM messages
        WHERE conversation_id = ?1 AND status = 'cancelled' AND id > ?2
        ORDER BY id LIMIT ?3
        """

    case inbox = """
        SELECT id, channel, user_id, state, attempts, created_at, error_code, error_kind, error_message,
            error_retry_after, error_detail, rule, by_hand, message_id, content, not_before
        FROM inbox WHERE user_id = ? AND id > ? ORDER BY id LIMIT ?
        """

    case outbox = """
        SELECT reply.id, reply.channel, reply.user_id, reply.address, reply.in_reply_to, reply.state, reply.attempts,
            reply.uncertain, reply.created_at, reply.error_code, reply.error_kind, reply.error_message,
            reply.error_retry_after, reply.error_detail,
            coalesce(reply.text, message.content, reply.failure_message, ''), reply.platform_ids, reply.not_before
        FROM outbox AS reply LEFT JOIN messages AS message ON message.id = reply.message_id
        WHERE reply.user_id = ? AND reply.id > ? ORDER BY reply.id LIMIT ?
        """
}

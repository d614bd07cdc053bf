/// Conversations and what was said in them.
enum ConversationStatement: String, PathStatement {
    case byID = """
        SELECT id, user_id, channel, key, last_updated, is_finished, paused_at IS NOT NULL, is_shared
        FROM conversations
        WHERE id = ?
        """

    case newest = """
        SELECT id, user_id, channel, key, last_updated, is_finished, paused_at IS NOT NULL, is_shared
        FROM conversations
        WHERE channel = ? AND key = ? ORDER BY id DESC LIMIT 1
        """

    case insert = """
        INSERT INTO conversations (user_id, channel, key, created_at, last_updated) VALUES (?, ?, ?, ?, ?)
        """

    case setKey = "UPDATE conversations SET key = ? WHERE id = ?"

    case share = "UPDATE conversations SET is_shared = 1 WHERE id = ?"

    /// Whether a user writes in somebody else's is for the statement to see.
    case shareWith = "UPDATE conversations SET is_shared = 1 WHERE id = ? AND user_id <> ? AND is_shared = 0"

    /// What was said to somebody in another one's.
    case noteWriter = """
        INSERT INTO message_writers (message_id, user_id)
        SELECT ?1, ?2 FROM conversations WHERE id = ?3 AND user_id <> ?2
        """

    case finish = "UPDATE conversations SET is_finished = 1 WHERE id = ?"

    case touch = "UPDATE conversations SET last_updated = max(last_updated, ?) WHERE id = ?"

    case insertMessage = """
        INSERT INTO messages (
            conversation_id, role, content, status, model, prompt_tokens, completion_tokens, finish_reason, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    case messageText = "SELECT content, conversation_id FROM messages WHERE id = ?"

    case historyBefore = """
        SELECT role, content FROM messages
        WHERE conversation_id = ? AND status = 'complete' AND id < ? ORDER BY id DESC LIMIT ?
        """

    /// Asides too: a user reads what was said. Two walks backwards by the index, joined in order: an `IN` would have to
    /// read and sort the whole conversation.
    case pageBefore = """
        SELECT id, role, content, created_at, by_operator FROM messages
        WHERE conversation_id = ?1 AND status = 'complete' AND id < ?2 AND role <> 'system'
        UNION ALL
        SELECT id, role, content, created_at, by_operator FROM messages
        WHERE conversation_id = ?1 AND status = 'aside' AND id < ?2 AND role <> 'system'
        ORDER BY id DESC LIMIT ?3
        """
}

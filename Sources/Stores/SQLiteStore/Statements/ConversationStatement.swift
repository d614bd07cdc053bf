/// Conversations and what was said in them.
enum ConversationStatement: String, PathStatement {
    case byID = "SELECT id, user_id, channel, key, last_updated, is_finished FROM conversations WHERE id = ?"

    case newest = """
        SELECT id, user_id, channel, key, last_updated, is_finished FROM conversations
        WHERE channel = ? AND key = ? ORDER BY id DESC LIMIT 1
        """

    case insert = """
        INSERT INTO conversations (user_id, channel, key, created_at, last_updated) VALUES (?, ?, ?, ?, ?)
        """

    case setKey = "UPDATE conversations SET key = ? WHERE id = ?"

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

    case pageBefore = """
        SELECT id, role, content, created_at FROM messages
        WHERE conversation_id = ? AND status = 'complete' AND id < ? AND role <> 'system' ORDER BY id DESC LIMIT ?
        """
}

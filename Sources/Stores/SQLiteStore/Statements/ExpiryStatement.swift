/// What is old enough to be deleted.
enum ExpiryStatement: String, PathStatement {
    /// Conversations with work that is not over, or a dead letter that may be asked again.
    case open = """
        SELECT DISTINCT conversation_id FROM inbox
        WHERE state IN ('queued', 'running', 'failed') AND conversation_id IS NOT NULL
        """

    /// The last column: whether a reply refers to it still.
    case page = """
        SELECT id, conversation_id, created_at, EXISTS (SELECT 1 FROM outbox WHERE message_id = said.id)
        FROM messages AS said WHERE id > ? ORDER BY id LIMIT ?
        """

    case deleteMessage = "DELETE FROM messages WHERE id = ?"

    /// One that a session names stays for it. One that a `start` opened is known by its id to those who hold a token, for as
    /// long as another follows it.
    case deleteConversation = """
        DELETE FROM conversations AS over
        WHERE id = ?1 AND (is_finished = 1 OR last_updated < ?2) AND paused_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM messages WHERE conversation_id = ?1)
            AND NOT EXISTS (SELECT 1 FROM inbox WHERE conversation_id = ?1)
            AND NOT EXISTS (SELECT 1 FROM outbox WHERE conversation_id = ?1)
            AND NOT EXISTS (
                SELECT 1 FROM sessions WHERE sessions.user_id = over.user_id AND sessions.conversation_id = ?1)
            AND NOT (key = 's:' || ?1 AND EXISTS (
                SELECT 1 FROM conversations AS other
                WHERE other.channel = over.channel AND other.key = over.key AND other.id <> over.id))
        RETURNING user_id, key
        """

    case deleteUser = """
        DELETE FROM users
        WHERE id = ?1 AND is_guest = 1 AND opted_out = 0 AND created_at < ?2
            AND NOT EXISTS (SELECT 1 FROM conversations WHERE user_id = ?1)
            AND NOT EXISTS (SELECT 1 FROM identities WHERE user_id = ?1)
            AND NOT EXISTS (SELECT 1 FROM sessions WHERE user_id = ?1)
            AND NOT EXISTS (SELECT 1 FROM link_codes WHERE user_id = ?1)
            AND NOT EXISTS (SELECT 1 FROM inbox WHERE user_id = ?1)
            AND NOT EXISTS (SELECT 1 FROM outbox WHERE user_id = ?1)
        """
}

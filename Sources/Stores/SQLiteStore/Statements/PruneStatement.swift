/// What is over and need not be remembered.
enum PruneStatement: String, PathStatement {
    /// A message whose turn is not over, or is a dead letter, goes with that turn. The last column: whether nothing else
    /// says who wrote there.
    case turns = """
        SELECT id, created_at, sent_at, user_id, user_message_id, answer_message_id, EXISTS (
                SELECT 1 FROM conversations AS place
                WHERE place.id = over.conversation_id AND place.user_id <> over.user_id)
        FROM inbox AS over
        WHERE state IN ('answered', 'merged', 'skipped', 'cancelled') AND updated_at < ?
            AND NOT EXISTS (
                SELECT 1 FROM inbox AS target
                WHERE target.id = over.merged_into AND target.state IN ('queued', 'running', 'failed'))
        ORDER BY updated_at LIMIT ?
        """

    case note = """
        INSERT OR IGNORE INTO message_writers (message_id, user_id) SELECT id, ?1 FROM messages WHERE id IN (?2, ?3)
        """

    case deleteTurn = "DELETE FROM inbox WHERE id = ?"

    case deleteReplies = """
        DELETE FROM outbox WHERE id IN (
            SELECT id FROM outbox WHERE state IN ('sent', 'delivered', 'read') AND updated_at < ?
            ORDER BY updated_at LIMIT ?)
        """
}

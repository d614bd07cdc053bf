/// Cursors, health, and what happens at every opening.
enum UpkeepStatement: String, PathStatement {
    case cursor = "SELECT value FROM cursors WHERE channel = ?"

    case setCursor = """
        INSERT INTO cursors (channel, value, updated_at) VALUES (?, ?, ?)
        ON CONFLICT (channel) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
        """

    case meta = "SELECT value FROM meta WHERE key = ?"

    case setMeta = "UPDATE meta SET value = ? WHERE key = ?"

    case takeOverTurns = """
        UPDATE inbox SET state = 'queued', owner = NULL
        WHERE state IN ('queued', 'running', 'failed') AND state = 'running'
        """

    case takeOverReplies =
        "UPDATE outbox SET state = 'pending', owner = NULL, uncertain = uncertain + 1 WHERE state = 'sending'"
}

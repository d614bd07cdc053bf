/// Cursors, health, and what happens at every opening.
enum UpkeepStatement: String, PathStatement {
    case cursor = "SELECT value FROM cursors WHERE channel = ?"

    case setCursor = """
        INSERT INTO cursors (channel, value, updated_at) VALUES (?, ?, ?)
        ON CONFLICT (channel) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
        """

    case meta = "SELECT value FROM meta WHERE key = ?"

    case setMeta = "UPDATE meta SET value = ? WHERE key = ?"

    case countByOperators = """
        UPDATE meta SET value = CAST(CAST(value AS INTEGER) + ? AS TEXT) WHERE key = 'by_operators'
        """

    /// The newest time of what was forgotten, and whether a turn is under suspicion: all that accepting has to know of
    /// the whole store.
    case threshold = """
        SELECT value, EXISTS (SELECT 1 FROM inbox WHERE suspect = 1) FROM meta WHERE key = 'forgotten'
        """

    case forget = "UPDATE meta SET value = max(value, ?) WHERE key = 'forgotten'"
}

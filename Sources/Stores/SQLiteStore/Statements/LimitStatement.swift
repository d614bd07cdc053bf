/// Token buckets.
enum LimitStatement: String, PathStatement {
    case bucket = "SELECT tokens, updated_at, noticed_at FROM buckets WHERE key = ?"

    case draw = """
        INSERT INTO buckets (key, tokens, updated_at, full_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET tokens = excluded.tokens, updated_at = excluded.updated_at,
            full_at = max(full_at, excluded.full_at)
        """

    /// A bucket stays until its notice may be given again.
    case notice = """
        INSERT INTO buckets (key, tokens, updated_at, full_at, noticed_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET noticed_at = excluded.noticed_at, full_at = max(full_at, excluded.full_at)
        """

    /// Full again by the newest time that any bucket has seen.
    case dropFull = """
        DELETE FROM buckets WHERE key IN (
            SELECT key FROM buckets WHERE full_at <= (SELECT max(updated_at) FROM buckets) LIMIT ?)
        """
}

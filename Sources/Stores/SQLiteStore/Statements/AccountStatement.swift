/// People who have signed up.
enum AccountStatement: String, PathStatement {
    case byID = """
        SELECT id, name, email, phone_number, is_guest, origin, created_at, email_key, password_hash, tokens_after
        FROM users WHERE id = ?
        """

    case byEmail = """
        SELECT id, name, email, phone_number, is_guest, origin, created_at, email_key, password_hash, tokens_after
        FROM users WHERE email_key = ?
        """

    case whoHasEmail = "SELECT id FROM users WHERE email_key = ?"

    case insert = """
        INSERT INTO users (
            name, email, email_key, phone_number, password_hash, is_guest, origin, created_at, tokens_after, registered_at)
        VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?)
        """

    case importUser = """
        INSERT INTO users (
            id, name, email, email_key, phone_number, password_hash, is_guest, origin, created_at, tokens_after,
            registered_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    case registerGuest = """
        UPDATE users SET name = coalesce(?, name), email = ?, email_key = ?, phone_number = coalesce(?, phone_number),
            password_hash = ?, is_guest = 0, tokens_after = ?, registered_at = ?
        WHERE id = ?
        """

    case changeProfile = """
        UPDATE users SET name = iif(?1 IS NULL, name, nullif(?1, '')), email = coalesce(?2, email),
            email_key = coalesce(?3, email_key), phone_number = iif(?4 IS NULL, phone_number, nullif(?4, ''))
        WHERE id = ?5
        """

    case setPassword = "UPDATE users SET password_hash = ?, is_guest = 0, tokens_after = ? WHERE id = ?"

    case rehash = "UPDATE users SET password_hash = ? WHERE id = ?"

    case endTokens = "UPDATE users SET tokens_after = ? WHERE id = ?"

    case delete = "DELETE FROM users WHERE id = ?"

    /// The newest conversation of a user's on an instance.
    case newestConversation = """
        SELECT id FROM conversations WHERE user_id = ? AND channel = ? ORDER BY id DESC LIMIT 1
        """

    case forget = "DELETE FROM buckets WHERE key = ?"
}

/// Where users have signed in.
enum SessionStatement: String, PathStatement {
    case insert = """
        INSERT INTO sessions (user_id, channel, conversation_id, family, token, created_at, used_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """

    case byFamily = """
        SELECT id, user_id, channel, conversation_id, token, expires_at FROM sessions WHERE family = ?
        """

    case isGood = "SELECT 1 FROM sessions WHERE id = ? AND user_id = ?"

    case rotate = "UPDATE sessions SET token = ?, conversation_id = ?, used_at = ?, expires_at = ? WHERE id = ?"

    case end = "DELETE FROM sessions WHERE id = ? AND user_id = ?"

    case endAll = "DELETE FROM sessions WHERE user_id = ?"

    case ofUser = "SELECT id, channel, created_at, used_at, expires_at FROM sessions WHERE user_id = ? ORDER BY id"

    case deleteOver = """
        DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < ? ORDER BY expires_at LIMIT ?)
        """
}

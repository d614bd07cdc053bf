/// Users and the names that platforms have for them.
enum UserStatement: String, PathStatement {
    case profile = "SELECT name, email, phone_number FROM users WHERE id = ?"

    case identity = "SELECT user_id FROM identities WHERE channel = ? AND scope = ? AND external_id = ?"

    case insert = """
        INSERT INTO users (name, email, phone_number, is_guest, origin, created_at) VALUES (?, ?, ?, 1, ?, ?)
        """

    case insertIdentity = """
        INSERT INTO identities (channel, scope, external_id, user_id, created_at) VALUES (?, ?, ?, ?, ?)
        """

    case fillProfile = """
        UPDATE users SET name = coalesce(name, ?), email = coalesce(email, ?),
            phone_number = coalesce(phone_number, ?)
        WHERE id = ?
        """
}

/// Users and the names that platforms have for them.
enum UserStatement: String, PathStatement {
    case byID = """
        SELECT id, name, email, phone_number, opted_out, id, id, is_guest, tokens_after FROM users WHERE id = ?
        """

    case named = """
        SELECT user.id, user.name, user.email, user.phone_number, user.opted_out, coalesce(known.lane_id, user.id),
            coalesce(known.key_id, known.lane_id, user.id), user.is_guest
        FROM identities AS known JOIN users AS user ON user.id = known.user_id
        WHERE known.channel = ? AND known.scope = ? AND known.external_id = ?
        """

    /// Of one chat: a user may have several.
    case names = """
        SELECT external_id FROM identities
        WHERE user_id = ? AND channel = ? AND scope = ? AND coalesce(lane_id, user_id) = ? LIMIT 100
        """

    case insert = """
        INSERT INTO users (name, email, phone_number, is_guest, origin, created_at) VALUES (?, ?, ?, 1, ?, ?)
        """

    case bind = """
        INSERT INTO identities (channel, scope, external_id, user_id, lane_id, key_id, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (channel, scope, external_id) DO UPDATE SET user_id = excluded.user_id, lane_id = excluded.lane_id,
            key_id = excluded.key_id, linked_at = NULL, origin = NULL
        """

    case fillProfile = """
        UPDATE users SET name = coalesce(name, ?), email = coalesce(email, ?),
            phone_number = coalesce(phone_number, ?)
        WHERE id = ?
        """

    case optOut = "UPDATE users SET opted_out = ? WHERE id = ?"
}

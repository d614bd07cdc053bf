/// How a chat becomes another user's.
enum LinkStatement: String, PathStatement {
    case insertCode = """
        INSERT INTO link_codes (code, user_id, created_at, expires_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (code) DO NOTHING
        """

    /// All but the newest, and those that are over.
    case deleteOldCodes = """
        DELETE FROM link_codes WHERE code IN (
            SELECT code FROM link_codes WHERE user_id = ? ORDER BY created_at DESC, code LIMIT -1 OFFSET ?)
        """

    case deleteCodesOver = """
        DELETE FROM link_codes WHERE code IN (
            SELECT code FROM link_codes WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
        """

    case code = "SELECT user_id FROM link_codes WHERE code = ? AND expires_at > ?"

    case deleteCode = "DELETE FROM link_codes WHERE code = ?"

    case deleteCodes = "DELETE FROM link_codes WHERE user_id = ?"

    case ofUser = """
        SELECT channel, coalesce(lane_id, user_id), external_id, coalesce(linked_at, created_at) FROM identities
        WHERE user_id = ? ORDER BY channel, coalesce(lane_id, user_id), external_id
        """

    case scopesOfLink = """
        SELECT scope, external_id, origin, coalesce(key_id, lane_id, user_id) FROM identities
        WHERE user_id = ? AND channel = ? AND coalesce(lane_id, user_id) = ?
        """

    case identity = "SELECT user_id FROM identities WHERE channel = ? AND scope = ? AND external_id = ?"

    case insertIdentity = """
        INSERT INTO identities (channel, scope, external_id, user_id, created_at, linked_at) VALUES (?, ?, ?, ?, ?, ?)
        """

    case moveIdentities = """
        UPDATE identities SET lane_id = coalesce(lane_id, user_id), linked_at = ?1,
            origin = coalesce(origin, (SELECT origin FROM users WHERE id = ?2)), user_id = ?3
        WHERE user_id = ?2
        """

    case moveConversations = "UPDATE conversations SET user_id = ?2 WHERE user_id = ?1"
    case moveInbox = "UPDATE inbox SET user_id = ?2 WHERE user_id = ?1"
    case moveOutbox = "UPDATE outbox SET user_id = ?2 WHERE user_id = ?1"
    case moveSayings = "UPDATE message_writers SET user_id = ?2 WHERE user_id = ?1"

    case inherit = """
        UPDATE users SET name = coalesce(name, (SELECT name FROM users WHERE id = ?1)),
            phone_number = coalesce(phone_number, (SELECT phone_number FROM users WHERE id = ?1)),
            opted_out = max(opted_out, (SELECT opted_out FROM users WHERE id = ?1))
        WHERE id = ?2
        """

    /// The lane stays, so that nothing overtakes what was said there before. The conversations are the guest's own.
    case detachIdentities = """
        UPDATE identities SET lane_id = coalesce(lane_id, user_id), key_id = ?4, linked_at = NULL, user_id = ?4
        WHERE user_id = ?1 AND channel = ?2 AND coalesce(lane_id, user_id) = ?3
        """

    /// A conversation that goes on at an address must not go on with whoever writes there next.
    case closeConversations = """
        UPDATE conversations SET is_finished = 1, key = 's:' || id
        WHERE user_id = ? AND channel = ? AND substr(key, 1, 2) <> 's:'
        """

    case detachQueued = """
        UPDATE inbox SET user_id = ?4, conversation_key = CASE
                WHEN conversation_key = 'u:' || ?3 THEN 'u:' || ?4
                WHEN substr(conversation_key, 1, length('v:' || ?3 || ':')) = 'v:' || ?3 || ':'
                    THEN 'v:' || ?4 || substr(conversation_key, length('v:' || ?3) + 1)
                ELSE conversation_key END
        WHERE user_id = ?1 AND channel = ?2 AND scope = ?5 AND state = 'queued' AND conversation_id IS NULL
        """
}

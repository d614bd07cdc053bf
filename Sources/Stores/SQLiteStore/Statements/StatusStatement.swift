/// What platforms report on replies.
enum StatusStatement: String, PathStatement {
    case receipt = "SELECT reply_id, attempt FROM receipts WHERE channel = ? AND platform_id = ?"

    case insertReceipt = """
        INSERT INTO receipts (channel, platform_id, reply_id, attempt) VALUES (?, ?, ?, ?)
        ON CONFLICT (channel, platform_id) DO UPDATE SET reply_id = excluded.reply_id, attempt = excluded.attempt
        """

    /// What was reported during a send of other ids than the ones it was given.
    case disownReceipts = "UPDATE receipts SET attempt = 0 WHERE reply_id = ? AND attempt = ?"

    case reply = """
        SELECT channel, lane, state, attempts, reported, platform_ids, uses_fallback, attempts - attempts_before
        FROM outbox WHERE id = ?
        """

    case settle = """
        UPDATE outbox SET state = ?, owner = NULL, not_before = NULL, reported = NULL,
            platform_ids = coalesce(?, platform_ids), error_code = NULL, error_kind = NULL, error_message = NULL,
            error_retry_after = NULL, error_detail = NULL, updated_at = ?
        WHERE id = ?
        """

    case fail = """
        UPDATE outbox SET state = ?, owner = NULL, not_before = ?, uses_fallback = ?, platform_ids = NULL,
            error_code = ?, error_kind = ?, error_message = ?, error_retry_after = ?, error_detail = ?, updated_at = ?
        WHERE id = ?
        """

    /// For a reply that is being sent: kept until it is known what became of the send, with the id that it is about.
    case report = "UPDATE outbox SET reported = ?, platform_ids = ?, updated_at = ? WHERE id = ?"

    case reportFailure = """
        UPDATE outbox SET reported = ?, platform_ids = ?, not_before = ?, error_code = ?, error_kind = ?, error_message = ?,
            error_retry_after = ?, error_detail = ?, updated_at = ?
        WHERE id = ?
        """

    /// The reply is known to have failed; when and why is in the row.
    case applyFailure = """
        UPDATE outbox SET state = ?, owner = NULL, uses_fallback = uses_fallback OR ?, reported = NULL, updated_at = ?
        WHERE id = ?
        """
}

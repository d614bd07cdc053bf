extension SchemaVersion1 {
    /// What the functions hand one another, and the one row in which they answer.
    static let types = #"""
        CREATE TYPE ck1_context AS (
            replica integer, channel text, channel_type text, merge_window interval, limits jsonb, idle interval,
            history integer, greeting text, may_begin boolean, forgotten timestamptz, now timestamptz
        );
        CREATE TYPE ck1_result AS (
            kind text, event integer, id bigint, user_id bigint, conversation_id bigint, answer_id bigint,
            channel text, address text, message_id text, content text, plan text, plan_text text, caller text, context text,
            attempt integer, attempt_since integer, uncertain integer, accepted_at timestamptz,
            by_hand boolean, is_foreign boolean, quotes boolean, fallback boolean, is_due boolean, has_failed boolean,
            wait_ms bigint, error_code text, error_kind text, error_message text, error_retry_after bigint, error_detail text,
            merged text[], roles text, history text[], watchers integer[], count integer, ids bigint[], word text
        );
        CREATE TYPE ck1_error AS (code text, kind text, message text, retry_after bigint, detail text);
        CREATE TYPE ck1_ends AS (count integer, merged bigint[], replies ck1_result[], next ck1_result);
        CREATE TYPE ck1_sender AS (
            id bigint, name text, email text, phone_number text, opted_out boolean, new_names text[], is_missing boolean
        );
        CREATE TYPE ck1_bucket AS (key text, count integer, span double precision, tokens double precision, wait_ms bigint);
        CREATE TYPE ck1_telling AS (
            outcome text, answer_id bigint, text text, conversation_id bigint, error ck1_error, parts text[], apology text,
            others_wait boolean, taking boolean, replica integer, now timestamptz
        );
        """#
}

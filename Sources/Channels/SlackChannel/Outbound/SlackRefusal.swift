import ChannelKit

/// What Slack's refusals mean for a reply, by the words of its documentation (Slack, "chat.postMessage": "Errors",
/// docs.slack.dev/reference/methods/chat.postMessage, 2026).
enum SlackRefusal: Sendable, Hashable {
    /// Too much, too fast: `Retry-After` says how long to wait.
    case busy
    /// Slack could not for now, and has not.
    case unavailable
    /// The whole workspace may not for now: a migration, a limit of its plan.
    case workspacePaused
    /// The token is not valid any more.
    case lockedOut
    /// The token is valid and may not do this: a scope, an approval, a network.
    case notAllowed
    /// Nobody can be reached there, now or later.
    case unreachable
    /// The message is not taken as it is.
    case malformed
    /// "It's possible some aspect of the operation succeeded before the error was raised"; also whatever is not documented:
    /// "other errors can be returned in the case where the service is down".
    case unknown

    init(_ word: String) {
        self = Self.words[word] ?? .unknown
    }

    private static let words: [String: SlackRefusal] = Dictionary(
        groups.flatMap { refusal, words in words.map { ($0, refusal) } }, uniquingKeysWith: { first, _ in first })

    static let groups: [(SlackRefusal, [String])] = [
        (.busy, ["ratelimited", "rate_limited"]),
        // A request that came cut short was not carried out.
        (.unavailable, ["service_unavailable", "request_timeout"]),
        (.workspacePaused, ["team_added_to_org", "org_login_required", "message_limit_exceeded"]),
        (
            .lockedOut,
            [
                "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired",
                "not_allowed_token_type", "two_factor_setup_required",
            ]
        ),
        (
            .notAllowed,
            [
                "missing_scope", "team_access_not_granted", "enterprise_is_restricted", "accesslimited",
            ]
        ),
        (
            .unreachable,
            [
                "channel_not_found", "is_archived", "not_in_channel", "no_permission", "access_denied",
                "ekm_access_denied", "restricted_action", "restricted_action_read_only_channel",
                "restricted_action_thread_only_channel", "restricted_action_thread_locked",
                "restricted_action_non_threadable_channel", "cannot_reply_to_message", "messages_tab_disabled",
                "team_not_found", "duplicate_channel_not_found",
            ]
        ),
        (
            .malformed,
            [
                "msg_too_long", "no_text", "invalid_arguments", "invalid_arg_name", "invalid_array_arg",
                "invalid_charset", "invalid_form_data", "invalid_post_type", "missing_post_type",
                "deprecated_endpoint", "method_deprecated", "slack_connect_file_link_sharing_blocked",
                "as_user_not_supported",
            ]
        ),
        (.unknown, ["internal_error", "fatal_error"]),
    ]
}

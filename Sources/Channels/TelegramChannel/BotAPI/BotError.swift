import ChannelKit
import LenientJSON
import PlatformClient

/// An error as the Bot API tells it: `{"ok":false,"error_code","description","parameters"}`. All of it may be missing: an
/// answer need not come from Telegram.
///
/// Telegram says that the contents of `error_code` "are subject to change" (Telegram, "Bot API: Making requests");
/// they have been HTTP's statuses so far, and what is told apart here by words is told apart by the status alone where they
/// change.
struct BotError: Sendable {
    var status: Int
    /// Whether the Bot API itself says that it did not do it.
    var isSpoken: Bool
    /// For logs; never holds the token.
    var description: String
    /// How long to wait, as the Bot API says it, at most an hour.
    var retryAfter: Duration?
    /// The supergroup that the group has become.
    var migratedTo: Int?

    init(_ response: PlatformResponse, body: JSONValue?, token: Secret) {
        isSpoken = body?["ok"] == .bool(false)
        status = isSpoken ? body?["error_code"]?.integer ?? response.status : response.status
        description = PlainDescription.of(body?["description"]?.text ?? "", hiding: token)
        let seconds = body?["parameters"]?["retry_after"]?.integer
        retryAfter = seconds.map { .seconds(min(max(1, $0), 3_600)) } ?? response.retryAfter
        migratedTo = body?["parameters"]?["migrate_to_chat_id"]?.integer
    }

    /// What the error means for what was to be sent.
    func channelError(attempt: Int, random: Double = .random(in: 0...1)) -> ChannelError {
        let wait = retryAfter ?? BotBackoff.wait(afterAttempt: attempt, random: random)
        let detail = "HTTP \(status)" + (description.isEmpty ? "" : ", \"\(description)\"")
        func error(
            _ code: ChannelError.Code, _ kind: ChannelError.Kind, _ retry: ChannelError.Retry, _ message: String,
            scope: ChannelError.Scope = .chat
        ) -> ChannelError {
            ChannelError(code, kind: kind, retry: retry, scope: scope, message: message, detail: detail)
        }
        switch status {
        case 300..<400:
            return error(
                "api_base_redirects", .upstreamFailed, .after(BotBackoff.mending),
                "api_base answers with a redirect, which is not followed: set it to the Bot API itself.",
                scope: .instance)
        case 401,
            404 where isSpoken:
            // A token whose bot is unknown is "Unauthorized", one that cannot be a token "Not Found".
            return error(
                "credentials_refused", .unauthenticated, .after(BotBackoff.mending),
                "Telegram refuses the bot's token: take the current one from @BotFather.", scope: .instance)
        case 404:
            return error(
                "api_base_wrong", .upstreamFailed, .after(BotBackoff.mending),
                "There is no Bot API at api_base.", scope: .instance)
        case 403:
            return error(
                "chat_forbidden", .invalid, .never,
                "The bot may not write there: it was blocked or removed, or the person is gone.")
        case 409:
            return error(
                "updates_conflict", .conflict, .after(wait),
                description.lowercased().contains("webhook")
                    ? "A webhook is set, so updates cannot be fetched: remove it with deleteWebhook, or set replace_webhook: true."
                    : "Another program fetches this bot's updates: stop it, or give each a bot of its own.",
                scope: .instance)
        case 429:
            // Limits hold for a chat, and it is not said when it was another one: others find out by themselves.
            return error("rate_limited", .rateLimited, .after(wait), "Telegram wants fewer messages for a while.")
        case 500...599 where isSpoken:
            return error("telegram_unavailable", .upstreamFailed, .after(wait), "Telegram had a passing fault.")
        case 200..<300, 408, 500...599:
            // Somebody between us and the Bot API: what that has done is not known.
            return error(
                "send_outcome_unknown", .upstreamFailed, .unknown,
                "The message may have been sent: the answer is none of the Bot API's.")
        default:
            let isGone = description.lowercased().contains("chat not found")
            return error(
                isGone ? "chat_not_found" : "message_refused", .invalid, .never,
                isGone ? "Telegram knows no such chat." : "Telegram refused the message.")
        }
    }
}

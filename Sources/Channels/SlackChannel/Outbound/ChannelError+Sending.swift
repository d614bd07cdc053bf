import ChannelKit
import PlatformClient

extension ChannelError {
    /// A call that got no answer.
    init(_ failure: PlatformFailure, attempt: Int) {
        switch failure {
        case .notSent(let reason):
            // Another chat would fare no better.
            self.init(
                "slack_unreachable", kind: .unavailable, retry: .after(SlackBackoff.wait(afterAttempt: attempt)),
                scope: .instance, message: "Slack cannot be reached: look at api_url and the network.", detail: reason)
        case .unknown(let reason, let timedOut):
            self = .unknownOutcome(reason, kind: timedOut ? .upstreamTimeout : .upstreamFailed)
        }
    }

    /// An answer that says of no message that it was posted.
    init(_ answer: SlackAnswer, attempt: Int) {
        let wait = answer.retryAfter ?? SlackBackoff.wait(afterAttempt: attempt)
        let detail = "HTTP \(answer.status)" + (answer.error.map { ", \($0)" } ?? "")
        switch answer.status {
        case 429:
            self.init(.busy, wait, detail)
        case 300..<400:
            self.init(
                "api_url_redirects", kind: .upstreamFailed, retry: .after(SlackBackoff.mending), scope: .instance,
                message: "api_url answers with a redirect, which is not followed: set it to the Web API itself.",
                detail: detail)
        case _ where answer.isDone == false:
            self.init(answer.error.map(SlackRefusal.init) ?? .unknown, wait, detail)
        case 400..<500 where answer.status != 408:
            self.init(
                "api_url_wrong", kind: .upstreamFailed, retry: .after(SlackBackoff.mending), scope: .instance,
                message: "There is no Web API of Slack's at api_url.", detail: detail)
        default:
            // Somebody between us and Slack, or a message without a name: what was done is not known.
            self = .unknownOutcome(detail)
        }
    }

    private init(_ refusal: SlackRefusal, _ wait: Duration, _ detail: String) {
        func error(
            _ code: Code, _ kind: Kind, _ retry: Retry, _ message: String, scope: Scope = .chat
        ) -> ChannelError {
            ChannelError(code, kind: kind, retry: retry, scope: scope, message: message, detail: detail)
        }
        let mending = Retry.after(SlackBackoff.mending)
        self =
            switch refusal {
            // Limits hold for a channel, and above that for the workspace; which it was is not said.
            case .busy:
                error("rate_limited", .rateLimited, .after(wait), "Slack wants fewer messages for a while.")
            case .unavailable:
                error("slack_unavailable", .unavailable, .after(wait), "Slack had a passing fault.")
            case .workspacePaused:
                error(
                    "workspace_paused", .unavailable, mending,
                    "Slack takes no messages in the workspace for now: a migration, or a limit of its plan.",
                    scope: .instance)
            case .lockedOut:
                error(
                    "credentials_refused", .unauthenticated, mending,
                    "Slack refuses bot_token: take the current one under OAuth & Permissions, or install the app again.",
                    scope: .instance)
            case .notAllowed:
                error(
                    "app_not_allowed", .forbidden, mending,
                    "Slack does not let the app post: look at its scopes (chat:write) and its approval.",
                    scope: .instance)
            case .unreachable:
                error(
                    "channel_unreachable", .invalid, .never,
                    "The bot may not write there: it is not in the channel, or the channel is closed to it.")
            case .malformed: error("message_refused", .invalid, .never, "Slack refused the message.")
            case .unknown: .unknownOutcome(detail)
            }
    }

    private static func unknownOutcome(_ detail: String, kind: Kind = .upstreamFailed) -> ChannelError {
        ChannelError(
            "send_outcome_unknown", kind: kind, retry: .unknown,
            message: "The message may have been posted: Slack has not said.", detail: detail)
    }

    /// Somebody who does not wait is not told that there is no answer.
    static let nothingToSend = ChannelError(
        "nothing_to_send", kind: .invalid, retry: .never, message: "A failure is not sent to Slack.")

    static let noPlace = ChannelError(
        "no_place", kind: .invalid, retry: .never, message: "The address is no channel of Slack's.")
}

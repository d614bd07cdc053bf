import ChannelKit
import PlatformClient

extension ChannelError {
    /// A call that got no answer.
    init(_ failure: PlatformFailure, attempt: Int) {
        switch failure {
        case .notSent(let reason):
            // Another chat would fare no better.
            self.init(
                "whatsapp_unreachable", kind: .unavailable,
                retry: .after(GraphBackoff.wait(afterAttempt: attempt, random: .random(in: 0...1))), scope: .instance,
                message: "WhatsApp cannot be reached: look at graph_url and the network.", detail: reason)
        case .unknown(let reason, let timedOut):
            self.init(
                "send_outcome_unknown", kind: timedOut ? .upstreamTimeout : .upstreamFailed, retry: .unknown,
                message: "The message may have been sent: no answer came.", detail: reason)
        }
    }

    /// Nothing of the token went to where the redirect points.
    static func redirected(status: Int) -> ChannelError {
        ChannelError(
            "graph_url_redirects", kind: .upstreamFailed, retry: .after(GraphBackoff.mending), scope: .instance,
            message: "graph_url answers with a redirect, which is not followed: set it to the Graph API itself.",
            detail: "HTTP \(status)")
    }

    static func acceptedWithoutID(status: Int) -> ChannelError {
        ChannelError(
            "send_outcome_unknown", kind: .upstreamFailed, retry: .unknown,
            message: "The message may have been sent: the answer names no message.", detail: "HTTP \(status)")
    }

    /// Somebody who does not wait is not told that there is no answer.
    static let nothingToSend = ChannelError(
        "nothing_to_send", kind: .invalid, retry: .never, message: "A failure is not sent to WhatsApp.")

    static let noWindowTemplate = ChannelError(
        "no_window_template", kind: .invalid, retry: .never,
        message: "The 24-hour window is closed and no window_template is configured.")
}

import ChannelKit
import PlatformClient

extension ChannelError {
    /// A send that got no answer.
    init(_ failure: PlatformFailure, attempt: Int) {
        switch failure {
        case .notSent(let reason):
            // Another chat would fare no better.
            self.init(
                "telegram_unreachable", kind: .unavailable,
                retry: .after(BotBackoff.wait(afterAttempt: attempt, random: .random(in: 0...1))), scope: .instance,
                message: "Telegram cannot be reached: look at api_base and the network.", detail: reason)
        case .unknown(let reason, let timedOut):
            self.init(
                "send_outcome_unknown", kind: timedOut ? .upstreamTimeout : .upstreamFailed, retry: .unknown,
                message: "The message may have been sent: no answer came.", detail: reason)
        }
    }

    /// A call other than a send got no answer: it may be made again.
    static func unreachable(_ method: String, _ failure: PlatformFailure) -> ChannelError {
        let reason =
            switch failure {
            case .notSent(let reason), .unknown(let reason, _): reason
            }
        return ChannelError(
            "telegram_unreachable", kind: .unavailable, retry: .after(.seconds(1)), scope: .instance,
            message: "Telegram cannot be reached: look at api_base and the network.", detail: "\(method): \(reason)")
    }

    static func oddAnswer(to method: String) -> ChannelError {
        ChannelError(
            "telegram_odd_answer", kind: .upstreamFailed, retry: .after(.seconds(5)), scope: .instance,
            message: "The answer is none of the Bot API's: look at api_base.", detail: method)
    }

    static let acceptedWithoutID = ChannelError(
        "send_outcome_unknown", kind: .upstreamFailed, retry: .unknown,
        message: "The message may have been sent: the answer names no message.")

    /// Somebody who does not wait is not told that there is no answer.
    static let nothingToSend = ChannelError(
        "nothing_to_send", kind: .invalid, retry: .never, message: "A failure is not sent to Telegram.")

    static let noChat = ChannelError(
        "no_chat", kind: .invalid, retry: .never, message: "The address is no chat of Telegram's.")
}

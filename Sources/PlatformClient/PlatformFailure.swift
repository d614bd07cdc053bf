public import ChannelKit

/// How a call ended that got no answer.
public enum PlatformFailure: Error, Sendable, Hashable {
    /// Nothing was sent: no connection, no name, no trust. It may be tried again.
    case notSent(reason: String)
    /// It was sent, or may have been: whether the platform has acted on it is not known.
    case unknown(reason: String, timedOut: Bool)

    /// The same as a reply's fate: certainly not sent, and every other chat would fare no better; or unknown.
    public var channelError: ChannelError {
        switch self {
        case .notSent(let reason):
            ChannelError(
                "platform_unreachable", kind: .unavailable, retry: .after(.seconds(5)), scope: .instance,
                message: "The platform cannot be reached: look at its address and the network.", detail: reason)
        case .unknown(let reason, let timedOut):
            ChannelError(
                "send_outcome_unknown", kind: timedOut ? .upstreamTimeout : .upstreamFailed, retry: .unknown,
                message: "The message may have been sent: no answer came.", detail: reason)
        }
    }
}

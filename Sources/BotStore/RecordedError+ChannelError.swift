public import ChannelKit

extension RecordedError {
    /// The error as the one who listens for the turn is told it.
    public var channelError: ChannelError {
        ChannelError(
            ChannelError.Code(code), kind: ChannelError.Kind(rawValue: kind) ?? .internalFault,
            retry: retryAfter.map { .after($0) } ?? .never, message: message, detail: detail)
    }

    /// What the one who listens for a turn is told when it was cancelled.
    public static let cancelled = RecordedError(
        code: "cancelled", kind: ChannelError.Kind.conflict.rawValue, message: "This message was cancelled.")
}

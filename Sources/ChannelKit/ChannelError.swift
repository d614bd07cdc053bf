/// What went wrong in a channel or on the way of its message: one word for programs, one sentence for people.
///
/// `message` may be shown to anyone; `detail` is for logs. Neither ever holds a secret or an upstream's own text.
public struct ChannelError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A stable word in snake case, such as `invalid_token`. Programs compare it.
    public struct Code: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
        public let rawValue: String
        public init(_ rawValue: String) { self.rawValue = rawValue }
        public init(stringLiteral value: String) { self.init(value) }
        public var description: String { rawValue }

        /// Of a message that is kept and that a person will answer: no failure, whatever carries it.
        public static let paused: Code = "paused"
    }

    /// Whose fault it is, from which a medium derives its own status.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case invalid, unauthenticated, forbidden, notFound, methodNotAllowed, tooLarge, unsupportedMediaType
        case conflict, rateLimited, upstreamFailed, upstreamTimeout, unavailable, internalFault
    }

    /// Whether the same thing may be tried again.
    public enum Retry: Sendable, Hashable {
        /// Certainly not done; at once is fine.
        case now
        /// Certainly not done; not before this much time has passed.
        case after(Duration)
        /// Certainly not done, and never will be.
        case never
        /// It may have been done.
        case unknown
        /// Certainly not done this way, but the channel has another: see `Reply.usesFallback`.
        case fallback
    }

    /// What an error in sending says something about.
    public enum Scope: Sendable, Hashable {
        /// This chat alone: replies to others go on.
        case chat
        /// The whole instance: until the time to retry, nothing more is sent by it.
        case instance
    }

    public var code: Code
    public var kind: Kind
    public var retry: Retry
    public var scope: Scope
    public var message: String
    public var detail: String?

    public init(
        _ code: Code, kind: Kind, retry: Retry = .never, scope: Scope = .chat, message: String, detail: String? = nil
    ) {
        self.code = code
        self.kind = kind
        self.retry = retry
        self.scope = scope
        self.message = message
        self.detail = detail
    }

    public var description: String {
        "\(code): \(message)" + (detail.map { " [\($0)]" } ?? "")
    }
}

extension ChannelError {
    /// The bot itself has no room: nothing was recorded, try again.
    public static func overloaded(retryAfter: Duration) -> ChannelError {
        ChannelError(
            "overloaded", kind: .unavailable, retry: .after(retryAfter),
            message: "The service is busy. Try again in a moment.")
    }

    /// A person has taken the conversation over: the message is kept, and this text is what its sender is told.
    public static func paused(_ text: String) -> ChannelError {
        ChannelError(.paused, kind: .conflict, message: text)
    }

    /// The bot is stopping: nothing was recorded, try again.
    public static let shuttingDown = ChannelError(
        "shutting_down", kind: .unavailable, retry: .after(.seconds(5)),
        message: "The service is restarting. Try again in a moment.")

    /// Something broke that a user can do nothing about.
    public static func internalFault(_ detail: String) -> ChannelError {
        ChannelError(
            "internal_error", kind: .internalFault, retry: .unknown,
            message: "Something went wrong. The operator has been told.", detail: detail)
    }

    /// How long the error asks to wait, where it does.
    public var retryAfter: Duration? {
        if case .after(let delay) = retry { delay } else { nil }
    }
}

/// Why there is no reply.
public struct ModelError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The key is wrong or may not do this. The operator must act.
        case badKey
        /// No such model, or no such path.
        case notFound
        /// Too many requests or tokens a minute.
        case rateLimited
        /// The money or the monthly limit is spent. A driver does not try again.
        case quota
        /// The upstream has no room.
        case overloaded
        /// The conversation does not fit, not even shortened.
        case contextTooLong
        /// The upstream does not take the request as it is.
        case rejected
        /// A content filter stopped the question or the answer.
        case filtered
        /// The model declined to answer.
        case refused
        /// What came back cannot be read.
        case malformed
        /// The reply broke off: neither a finish reason nor `[DONE]` was seen. `partial` holds what came.
        case cutOff
        /// No connection, or it was reset before anything came.
        case unreachable
        /// The upstream failed (5xx).
        case failed
        /// A time-out: see `phase`.
        case timedOut
        /// The caller's task was cancelled.
        case cancelled
    }

    /// Which wait was too long.
    public enum Phase: String, Sendable, Hashable {
        case connect, firstToken, betweenTokens, total
    }

    public var code: Code
    public var phase: Phase?
    /// How long the upstream asks to wait, where it does.
    public var retryAfter: Duration?
    /// The part of a reply that had come, where some had been shown already.
    public var partial: String?
    /// What the calls have cost together that were made: what the upstream said, or the driver's estimate where it was at
    /// work and said nothing. Nil: nothing, as where it refused.
    public var usage: TokenUsage?
    /// For logs: the status, the upstream's code words, the number of attempts. Never a key, and never the upstream's own
    /// words, which may quote what was said.
    public var summary: String
    /// For operators, beside the message itself: the summary, and the upstream's own words cut to 4 KB. Never a key, never
    /// for users, never in a log.
    public var detail: String

    /// - Parameter summary: what `detail` says where it quotes nobody; else it has to be given.
    public init(
        _ code: Code, phase: Phase? = nil, retryAfter: Duration? = nil, partial: String? = nil,
        usage: TokenUsage? = nil, detail: String, summary: String? = nil
    ) {
        self.code = code
        self.phase = phase
        self.retryAfter = retryAfter
        self.partial = partial
        self.usage = usage
        self.detail = detail
        self.summary = summary ?? detail
    }

    /// As a log may have it.
    public var description: String { described(by: summary) }

    /// As the message's own row has it.
    public var fullDescription: String { described(by: detail) }

    private func described(by text: String) -> String {
        "\(code.rawValue)\(phase.map { " (\($0.rawValue))" } ?? ""): \(text)"
    }
}

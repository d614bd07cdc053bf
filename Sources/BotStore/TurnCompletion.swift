public import struct Foundation.Date

/// How a turn is to be ended.
public struct TurnCompletion: Sendable {
    public enum End: Sendable {
        /// The whole reply.
        case answered(text: String, usage: Usage?)
        /// The text of a plan that does not ask the model. What a command does is done with it.
        case said(String)
        /// No reply. `partial`: what had come of one that broke off, stored as incomplete.
        case failed(RecordedError, partial: String?)
        case cancelled(partial: String?)
    }

    /// What the answer cost, with all the calls to the model that this attempt at the turn took.
    public struct Usage: Sendable, Hashable {
        public var model: String?
        public var promptTokens: Int?
        public var completionTokens: Int?
        public var finishReason: String?

        public init(
            model: String? = nil, promptTokens: Int? = nil, completionTokens: Int? = nil, finishReason: String? = nil
        ) {
            self.model = model
            self.promptTokens = promptTokens
            self.completionTokens = completionTokens
            self.finishReason = finishReason
        }
    }

    public var turn: Turn
    public var end: End
    /// What a turn has used that ends without an answer. Nil: nothing.
    public var used: Usage?
    /// The texts in which the reply is sent, where it takes more than one.
    public var parts: [String]
    /// What an absent caller is told of a turn that failed for good: this one, or one behind it that can never be begun.
    /// Nil: nothing.
    public var apology: String?
    /// Whether the lane's next turn may be begun in the same transaction. False while the runtime drains.
    public var mayBeginNext: Bool
    public var policy: ConversationPolicy
    public var now: Date

    public init(
        turn: Turn, end: End, parts: [String] = [], apology: String? = nil, mayBeginNext: Bool,
        policy: ConversationPolicy, now: Date
    ) {
        self.turn = turn
        self.end = end
        self.parts = parts
        self.apology = apology
        self.mayBeginNext = mayBeginNext
        self.policy = policy
        self.now = now
    }
}

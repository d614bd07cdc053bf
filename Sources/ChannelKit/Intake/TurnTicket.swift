/// A claim on a turn's answer. The turn belongs to the runtime: dropping the ticket cancels nothing.
public struct TurnTicket: Sendable {
    public let turn: TurnID
    /// True when the message was known already and this ticket joins the turn it had.
    public let isRepeat: Bool
    /// The conversation in which it is answered. Nil where that is not known before the turn begins.
    public let conversation: ConversationID?
    /// Whose it is, where it was asked for by its id.
    public let user: UserID?
    private let source: any TurnSource

    public init(
        turn: TurnID, isRepeat: Bool, conversation: ConversationID? = nil, user: UserID? = nil,
        source: any TurnSource
    ) {
        self.turn = turn
        self.isRepeat = isRepeat
        self.conversation = conversation
        self.user = user
        self.source = source
    }

    /// Waits for the turn's end. Throws only when the waiting task is cancelled.
    public func result() async throws(CancellationError) -> TurnResult {
        try await source.result()
    }

    /// The next piece of the answer that follows the first `offset` bytes of its UTF-8, or the end.
    ///
    /// A reader that is slow gets longer pieces, not a queue of them. Once a piece was handed out, the model is not
    /// asked again for this turn, since what was shown cannot be taken back.
    public func next(after offset: Int) async throws(CancellationError) -> TurnUpdate {
        try await source.next(after: offset)
    }

    /// What follows a position: more of the answer, the news that it is written anew, or the end.
    ///
    /// Unlike `next(after:)` it can be gone on with after an interruption, at any process. Steps come at intervals of some
    /// hundredths of a second at least, and an empty one every fifteen seconds.
    public func step(after position: TurnPosition) async throws(CancellationError) -> TurnStep {
        try await source.step(after: position)
    }
}

/// Where a ticket reads from. The runtime's own; a test may script one.
public protocol TurnSource: Sendable {
    func result() async throws(CancellationError) -> TurnResult
    func next(after offset: Int) async throws(CancellationError) -> TurnUpdate
    func step(after position: TurnPosition) async throws(CancellationError) -> TurnStep
}

extension TurnSource {
    /// For a source that knows of one attempt only.
    public func step(after position: TurnPosition) async throws(CancellationError) -> TurnStep {
        let attempt = max(position.attempt, 1)
        switch try await next(after: position.offset ?? .max) {
        case .text(let text, let next): return .text(text, TurnPosition(attempt: attempt, offset: next))
        case .finished(let result): return .finished(result, TurnPosition(attempt: attempt, offset: nil))
        }
    }
}

/// One step of a turn that is being followed.
public enum TurnUpdate: Sendable, Hashable {
    /// More of the answer, and the offset to ask with next.
    case text(String, next: Int)
    case finished(TurnResult)
}

/// How a turn ended.
public enum TurnResult: Sendable, Hashable {
    case answered(TurnAnswer)
    case failed(TurnFailure)
}

/// A stored answer.
public struct TurnAnswer: Sendable, Hashable {
    public var text: String
    public var message: MessageID
    public var conversation: ConversationID

    public init(text: String, message: MessageID, conversation: ConversationID) {
        self.text = text
        self.message = message
        self.conversation = conversation
    }
}

/// A turn without an answer.
public struct TurnFailure: Error, Sendable, Hashable {
    public var error: ChannelError
    /// Whether the user's message is kept: the same message, sent again, is then asked again without being doubled.
    public var recorded: Bool

    public init(error: ChannelError, recorded: Bool) {
        self.error = error
        self.recorded = recorded
    }
}

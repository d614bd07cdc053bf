/// A claim on a turn's answer. The turn belongs to the runtime: dropping the ticket cancels nothing.
public struct TurnTicket: Sendable {
    public let turn: TurnID
    /// True when the message was known already and this ticket joins the turn it had.
    public let isRepeat: Bool
    private let source: any TurnSource

    public init(turn: TurnID, isRepeat: Bool, source: any TurnSource) {
        self.turn = turn
        self.isRepeat = isRepeat
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
}

/// Where a ticket reads from. The runtime's own; a test may script one.
public protocol TurnSource: Sendable {
    func result() async throws(CancellationError) -> TurnResult
    func next(after offset: Int) async throws(CancellationError) -> TurnUpdate
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

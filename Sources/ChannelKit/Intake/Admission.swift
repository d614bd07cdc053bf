/// What became of one event of a delivery. By the time a channel sees it, what it says is durable.
public enum Admission: Sendable {
    /// The message has a turn: a new one, or the one that it already had.
    case turn(TurnTicket)
    /// A conversation was opened.
    case opened(ConversationOpening)
    case history(HistoryPage)
    /// Recorded, or known already; nothing more to say.
    case noted
    /// This event was refused and left no trace; its siblings are unharmed.
    case refused(ChannelError)
}

/// A conversation that has just been opened.
public struct ConversationOpening: Sendable {
    public var user: UserID
    public var conversation: ConversationID
    /// What the bot says first. Nil when the opening brought a message: then `turn` holds the answer to it.
    public var greeting: String?
    public var turn: TurnTicket?

    public init(user: UserID, conversation: ConversationID, greeting: String?, turn: TurnTicket?) {
        self.user = user
        self.conversation = conversation
        self.greeting = greeting
        self.turn = turn
    }
}

/// What a channel with a loop of its own calls for each thing off the wire.
///
/// Returns when everything in the delivery is durable, one admission for each event in order, before any of it is
/// answered. Waits while the bot has no room, so a loop that calls it one by one stops reading by itself.
/// Throws when nothing of the delivery was recorded.
public struct Deliver<Delivery: Sendable>: Sendable {
    private let body: @Sendable (Delivery) async throws(ChannelError) -> [Admission]

    public init(_ body: @escaping @Sendable (Delivery) async throws(ChannelError) -> [Admission]) {
        self.body = body
    }

    @discardableResult
    public func callAsFunction(_ delivery: Delivery) async throws(ChannelError) -> [Admission] {
        try await body(delivery)
    }
}

/// One thing that a delivery says has happened, in the words of the core.
public enum InboundEvent: Sendable, Hashable {
    /// Somebody wrote something that wants an answer.
    case message(InboundMessage)
    /// Somebody opened a conversation, with or without a first message.
    case start(ConversationStart)
    /// A caller wants to read what was said. Answered at once, never queued.
    case history(HistoryQuery)
    /// A caller wants to follow a turn, or to have it cancelled. Answered at once, never queued.
    case turn(TurnQuery)
    /// The platform reports on a reply that was sent.
    case status(DeliveryStatus)
}

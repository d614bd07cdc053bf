/// A message from a person, to be answered by one turn.
public struct InboundMessage: Sendable, Hashable {
    /// The platform's id. With the instance and the sender it makes a message known: a redelivery makes no second turn.
    public var id: String
    public var sender: Sender
    /// What the sender said of themselves. Fills what is not known yet; never identifies anyone.
    public var profile: Profile
    /// Where the conversation takes place, and the lane in which order holds.
    public var address: ChatAddress
    /// Which conversation of that address is meant.
    public var conversation: ConversationSelector
    /// The text for the model. Never empty.
    public var content: String
    /// Whether somebody waits for the reply, and how it reaches them.
    public var caller: Caller
    /// Anything the channel needs to place its reply, handed back in `ReplyAddress.context`. At most 4,096 bytes.
    public var replyContext: String?

    public init(
        id: String, sender: Sender, profile: Profile = Profile(), address: ChatAddress,
        conversation: ConversationSelector = .current, content: String, caller: Caller, replyContext: String? = nil
    ) {
        self.id = id
        self.sender = sender
        self.profile = profile
        self.address = address
        self.conversation = conversation
        self.content = content
        self.caller = caller
        self.replyContext = replyContext
    }
}

/// Who waits for a reply. It decides how long a failing model is retried and which way the reply takes.
public enum Caller: String, Sendable, Hashable {
    /// The caller holds a `TurnTicket` and collects the stored answer itself (REST): nothing is sent.
    case collects
    /// The sender waits at the other end (a terminal, a pipe): the reply is sent, and so is a failure.
    /// A repeated message gets its stored reply again.
    case listens
    /// Nobody waits (webhooks): the reply is sent when there is one, a failing model is retried for a long time, and
    /// a repeated message is silence.
    case absent
}

/// A chat as its platform names it: a number, a room, a user. Opaque to the core; with the instance it makes a lane.
public struct ChatAddress: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let rawValue: String
    public init(_ rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { self.init(value) }
    public var description: String { rawValue }
}

/// Which of a chat's conversations a message belongs to.
public enum ConversationSelector: Sendable, Hashable {
    /// The one that is going on at the address, or a new one after the idle time.
    case current
    /// A thread of the address, by a name of the platform's or the user's own choosing; made when first used.
    case named(String)
    /// One that must exist and belong to the sender (or the one that has followed it since); else it is not found.
    case existing(ConversationID)
}

public import struct Foundation.Date

/// A message from a person, on its way to one recorded end: as a rule, one turn that answers it.
public struct InboundMessage: Sendable, Hashable {
    /// The platform's id. With the instance and the sender it makes a message known: a redelivery makes no second turn.
    public var id: String
    public var sender: Sender
    /// What the sender said of themselves. Fills what is not known yet; never identifies anyone.
    public var profile: Profile
    /// Where the conversation takes place, and where the reply goes.
    public var address: ChatAddress
    /// What order holds in, and which messages make one conversation.
    public var lane: Lane
    /// Which conversation of that lane is meant.
    public var conversation: ConversationSelector
    /// The text for the model. Empty only where the model is not asked.
    public var content: String
    /// Whether the model is asked.
    public var handling: Handling
    /// When it was written, by the platform's clock. Nil where the platform does not say.
    public var sentAt: Date?
    /// Whether somebody waits for the reply, and how it reaches them.
    public var caller: Caller
    /// Anything the channel needs to place its reply, handed back in `ReplyAddress.context`. At most 4,096 bytes.
    public var replyContext: String?
    /// By what a `.user` sender is known to be the one, where that can be taken back.
    public var credential: Credential?

    public init(
        id: String, sender: Sender, profile: Profile = Profile(), address: ChatAddress, lane: Lane = .address,
        conversation: ConversationSelector = .current, content: String, handling: Handling = .answer,
        sentAt: Date? = nil, caller: Caller, replyContext: String? = nil, credential: Credential? = nil
    ) {
        self.id = id
        self.sender = sender
        self.profile = profile
        self.address = address
        self.lane = lane
        self.conversation = conversation
        self.content = content
        self.handling = handling
        self.sentAt = sentAt
        self.caller = caller
        self.replyContext = replyContext
        self.credential = credential
    }
}

/// What is done with a message that is accepted.
public enum Handling: Sendable, Hashable {
    /// The model is asked.
    case answer
    /// There is nothing in it for the model: this text is the reply, in its place among the others.
    case say(String)
    /// It is recorded under the name of a rule, in snake case, and not answered.
    case skip(rule: String)
}

/// What the order of messages holds in.
public enum Lane: Sendable, Hashable {
    /// The chat address: everyone who writes there waits for one another.
    case address
    /// The sender: a private chat, whatever the platform calls its address today.
    case sender
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

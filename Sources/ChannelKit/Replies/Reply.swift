/// One thing that the bot says to a chat.
public struct Reply: Sendable, Hashable {
    public enum Body: Sendable, Hashable {
        /// The model's answer, or a text of the bot's own.
        case text(String)
        /// The turn has no answer, and the one who listens is told so.
        case failure(ChannelError)
    }

    /// Unique and the same at every attempt: the key by which a platform or a reader can tell a repetition.
    public var id: ReplyID
    public var body: Body
    /// The platform's id of the message that this answers.
    public var inReplyTo: String?
    public var conversation: ConversationID?
    /// 1 for the first attempt to send it.
    public var attempt: Int
    /// Other messages of the chat wait as well: the reply should show which of them it answers, where the platform can.
    public var quotesQuestion: Bool
    /// The ordinary way was refused by an error whose retry is `.fallback`: the channel's other way is to be taken.
    public var usesFallback: Bool

    public init(
        id: ReplyID, body: Body, inReplyTo: String? = nil, conversation: ConversationID? = nil, attempt: Int = 1,
        quotesQuestion: Bool = false, usesFallback: Bool = false
    ) {
        self.id = id
        self.body = body
        self.inReplyTo = inReplyTo
        self.conversation = conversation
        self.attempt = attempt
        self.quotesQuestion = quotesQuestion
        self.usesFallback = usesFallback
    }
}

public struct ReplyID: RowID {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Where a reply goes.
public struct ReplyAddress: Sendable, Hashable {
    public var chat: ChatAddress
    /// What the channel wrote into `InboundMessage.replyContext`.
    public var context: String?

    public init(chat: ChatAddress, context: String? = nil) {
        self.chat = chat
        self.context = context
    }
}

/// The platform has taken a reply.
public struct Receipt: Sendable, Hashable {
    /// The platform's ids, one for each part it was sent in. Empty where the medium has none.
    public var platformIDs: [String]

    public init(platformIDs: [String] = []) { self.platformIDs = platformIDs }
}

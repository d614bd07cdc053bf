public import ChannelKit

public import struct Foundation.Date

/// What operators ask of conversations, while the bot runs or not.
public protocol ConversationAdministration: Sendable {
    /// Newest first.
    func conversations(
        _ choice: ConversationChoice, limit: Int, before: ConversationID?
    ) async throws(StoreError) -> [ConversationRecord]

    /// A conversation with the newest of what was said in it, oldest first, or nil. `before`: only older messages.
    func conversation(
        _ id: ConversationID, limit: Int, before: MessageID?
    ) async throws(StoreError) -> ConversationDetail?

    /// From now on the bot begins no turn in the conversation: what its user writes is recorded in it, under the rule
    /// `paused`, and answered by nobody. It does not end by being idle. A turn that runs goes on to its end. True also
    /// where it was paused already; false: it is finished, or not there.
    func pauseConversation(_ id: ConversationID, now: Date) async throws(StoreError) -> Bool

    /// The next message is answered again; the model is shown what was said meanwhile. False as above.
    func resumeConversation(_ id: ConversationID, now: Date) async throws(StoreError) -> Bool

    /// Puts a person's words into the conversation, as the assistant's, marked as by an operator, and sends them by its
    /// channel, behind what waits for the same chat.
    func say(_ text: String, in id: ConversationID, now: Date) async throws(StoreError) -> OperatorSaying
}

/// Which conversations are wanted. Nil: all.
public struct ConversationChoice: Sendable, Hashable {
    public var channel: String?
    public var user: UserID?
    public var state: ConversationState?

    public init(channel: String? = nil, user: UserID? = nil, state: ConversationState? = nil) {
        self.channel = channel
        self.user = user
        self.state = state
    }
}

public enum ConversationState: String, Sendable, Hashable, CaseIterable {
    /// It goes on, or would if it is not idle for too long by the next message.
    case open
    /// A person has taken over.
    case paused
    case finished
}

/// A conversation as an operator sees it: without what was said.
public struct ConversationRecord: Sendable, Hashable {
    public var id: ConversationID
    public var channel: String
    public var user: UserID
    public var state: ConversationState
    public var createdAt: Date
    public var lastUpdated: Date
    public var pausedAt: Date?

    public init(
        id: ConversationID, channel: String, user: UserID, isFinished: Bool, createdAt: Date, lastUpdated: Date,
        pausedAt: Date?
    ) {
        self.id = id
        self.channel = channel
        self.user = user
        state = isFinished ? .finished : pausedAt == nil ? .open : .paused
        self.createdAt = createdAt
        self.lastUpdated = lastUpdated
        self.pausedAt = pausedAt
    }
}

/// A conversation with a page of what was said in it.
public struct ConversationDetail: Sendable, Hashable {
    public struct Message: Sendable, Hashable {
        public var id: MessageID
        public var role: Role
        public var content: String
        /// `complete`, `incomplete`, `cancelled` or `aside`.
        public var status: String
        /// Whether a person said it in the assistant's place.
        public var isByOperator: Bool
        public var createdAt: Date
        /// What the answer cost, where the model said so.
        public var usage: TurnCompletion.Usage?

        public init(
            id: MessageID, role: Role, content: String, status: String, isByOperator: Bool, createdAt: Date,
            usage: TurnCompletion.Usage?
        ) {
            self.id = id
            self.role = role
            self.content = content
            self.status = status
            self.isByOperator = isByOperator
            self.createdAt = createdAt
            self.usage = usage
        }
    }

    public var record: ConversationRecord
    public var messages: [Message]

    public init(record: ConversationRecord, messages: [Message]) {
        self.record = record
        self.messages = messages
    }
}

/// What became of an operator's words.
public enum OperatorSaying: Sendable, Hashable {
    case said(MessageID, ReplyID)
    case notFound
    case finished
    /// Its user wants no messages.
    case optedOut
    /// Nothing is known yet of how to reach its user.
    case unreachable

    /// In characters: what every platform takes in one message.
    public static let longest = 4_000
}

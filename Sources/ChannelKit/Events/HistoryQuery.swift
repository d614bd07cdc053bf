public import struct Foundation.Date

/// A page of what was said in one of the user's own conversations, newest page first, oldest message first in it.
public struct HistoryQuery: Sendable, Hashable {
    public var user: UserID
    /// The conversation that the caller's credential names, or one the caller selected.
    public var conversation: ConversationID
    /// True: the conversation that has followed the named one after the idle time, where one has.
    public var followsContinuations: Bool
    /// Only messages older than this one.
    public var before: MessageID?
    /// 1 to 200.
    public var limit: Int
    /// By what the caller is known to be the user, where that can be taken back.
    public var credential: Credential?

    public init(
        user: UserID, conversation: ConversationID, followsContinuations: Bool, before: MessageID? = nil,
        limit: Int = 50, credential: Credential? = nil
    ) {
        self.user = user
        self.conversation = conversation
        self.followsContinuations = followsContinuations
        self.before = before
        self.limit = limit
        self.credential = credential
    }
}

/// What a history query finds.
public struct HistoryPage: Sendable, Hashable {
    public struct Message: Sendable, Hashable {
        public var id: MessageID
        public var role: Role
        public var content: String
        public var createdAt: Date
        /// Whether a person said it in the assistant's place.
        public var isByOperator: Bool

        public init(id: MessageID, role: Role, content: String, createdAt: Date, isByOperator: Bool = false) {
            self.id = id
            self.role = role
            self.content = content
            self.createdAt = createdAt
            self.isByOperator = isByOperator
        }
    }

    public var conversation: ConversationID
    /// In the order in which they were said.
    public var messages: [Message]
    /// Whether a person has taken the conversation over: the bot answers nothing in it now.
    public var isPaused: Bool

    public init(conversation: ConversationID, messages: [Message], isPaused: Bool = false) {
        self.conversation = conversation
        self.messages = messages
        self.isPaused = isPaused
    }
}

/// Who said a message.
public enum Role: String, Sendable, Hashable, CaseIterable {
    case system, user, assistant
}

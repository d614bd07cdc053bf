public import ChannelKit

public import struct Foundation.Date

/// What the bot holds of a user, but for what was said.
public struct ExportHead: Sendable, Hashable {
    public var user: UserRecord
    public var links: [LinkRecord]
    public var sessions: [ExportedSession]
    public var conversations: [ExportedConversation]

    public init(
        user: UserRecord, links: [LinkRecord], sessions: [ExportedSession], conversations: [ExportedConversation]
    ) {
        self.user = user
        self.links = links
        self.sessions = sessions
        self.conversations = conversations
    }
}

public struct ExportedSession: Sendable, Hashable {
    public var id: SessionID
    public var channel: String
    public var createdAt: Date
    public var usedAt: Date
    public var expiresAt: Date

    public init(id: SessionID, channel: String, createdAt: Date, usedAt: Date, expiresAt: Date) {
        self.id = id
        self.channel = channel
        self.createdAt = createdAt
        self.usedAt = usedAt
        self.expiresAt = expiresAt
    }
}

public struct ExportedConversation: Sendable, Hashable {
    public var id: ConversationID
    public var channel: String
    public var createdAt: Date
    public var lastUpdated: Date
    public var isFinished: Bool
    /// Others write there as well: what was said is not this user's alone. Their own messages are in the inbox.
    public var isShared: Bool

    public init(
        id: ConversationID, channel: String, createdAt: Date, lastUpdated: Date, isFinished: Bool, isShared: Bool
    ) {
        self.id = id
        self.channel = channel
        self.createdAt = createdAt
        self.lastUpdated = lastUpdated
        self.isFinished = isFinished
        self.isShared = isShared
    }
}

public struct ExportedMessage: Sendable, Hashable {
    public var id: MessageID
    public var role: Role
    public var content: String
    /// `complete`, `incomplete`, `cancelled` or `aside`.
    public var status: String
    public var createdAt: Date

    public init(id: MessageID, role: Role, content: String, status: String, createdAt: Date) {
        self.id = id
        self.role = role
        self.content = content
        self.status = status
        self.createdAt = createdAt
    }
}

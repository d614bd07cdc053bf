public import ChannelKit

public import struct Foundation.Date

/// A reply as an operator sees it: without its text.
public struct OutboxRecord: Sendable, Hashable {
    public var id: ReplyID
    public var channel: String
    public var user: UserID
    /// The chat that it goes to.
    public var recipient: String
    /// The platform's id of the message that it answers.
    public var inReplyTo: String?
    /// `pending`, `sending`, `sent`, `delivered`, `read` or `dead`.
    public var state: String
    public var attempts: Int
    /// How many of the attempts had an unknown outcome.
    public var uncertain: Int
    public var createdAt: Date
    public var lastError: RecordedError?

    public init(
        id: ReplyID, channel: String, user: UserID, recipient: String, inReplyTo: String?, state: String,
        attempts: Int, uncertain: Int, createdAt: Date, lastError: RecordedError?
    ) {
        self.id = id
        self.channel = channel
        self.user = user
        self.recipient = recipient
        self.inReplyTo = inReplyTo
        self.state = state
        self.attempts = attempts
        self.uncertain = uncertain
        self.createdAt = createdAt
        self.lastError = lastError
    }
}

/// A reply with its text.
public struct OutboxDetail: Sendable, Hashable {
    public var record: OutboxRecord
    public var text: String
    public var platformIDs: [String]
    public var notBefore: Date?

    public init(record: OutboxRecord, text: String, platformIDs: [String], notBefore: Date?) {
        self.record = record
        self.text = text
        self.platformIDs = platformIDs
        self.notBefore = notBefore
    }
}

/// An accepted message with its text.
public struct InboxDetail: Sendable, Hashable {
    public var record: InboxRecord
    public var messageID: String
    public var content: String
    public var notBefore: Date?

    public init(record: InboxRecord, messageID: String, content: String, notBefore: Date?) {
        self.record = record
        self.messageID = messageID
        self.content = content
        self.notBefore = notBefore
    }
}

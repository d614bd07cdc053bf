public import ChannelKit

public import struct Foundation.Date

/// A session that is about to begin. Both hashes are of random values that only the user holds.
public struct NewSession: Sendable, Hashable {
    /// The instance for which it is good.
    public var channel: String
    /// Names the session in every refresh token that it ever has.
    public var familyHash: String
    /// The secret part of the one refresh token that is good.
    public var tokenHash: String
    public var expiresAt: Date

    public init(channel: String, familyHash: String, tokenHash: String, expiresAt: Date) {
        self.channel = channel
        self.familyHash = familyHash
        self.tokenHash = tokenHash
        self.expiresAt = expiresAt
    }
}

public struct SessionOpening: Sendable, Hashable {
    public var user: UserID
    public var conversation: ConversationID
    public var session: SessionID

    public init(user: UserID, conversation: ConversationID, session: SessionID) {
        self.user = user
        self.conversation = conversation
        self.session = session
    }
}

/// A refresh token that is shown, and the one that takes its place.
public struct SessionRotation: Sendable, Hashable {
    public var channel: String
    public var familyHash: String
    public var tokenHash: String
    public var newTokenHash: String
    public var expiresAt: Date

    public init(channel: String, familyHash: String, tokenHash: String, newTokenHash: String, expiresAt: Date) {
        self.channel = channel
        self.familyHash = familyHash
        self.tokenHash = tokenHash
        self.newTokenHash = newTokenHash
        self.expiresAt = expiresAt
    }
}

public enum RotationOutcome: Sendable, Hashable {
    case rotated(SessionOpening)
    /// The session's token was another one: the session has been ended.
    case reused(UserID)
    /// There is no such session, or it is over.
    case unknown
}

/// How often something may be tried, under a name of its own.
public struct AttemptLimit: Sendable, Hashable {
    public var key: String
    public var limit: RateLimit

    public init(key: String, limit: RateLimit) {
        self.key = key
        self.limit = limit
    }
}

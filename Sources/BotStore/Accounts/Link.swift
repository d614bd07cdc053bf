import ChannelKit

public import struct Foundation.Date

/// A chat of a user's: the instance, and the number under which its messages are ordered, which outlives every link.
public struct LinkID: Sendable, Hashable, CustomStringConvertible {
    public var channel: String
    public var lane: Int64

    public init(channel: String, lane: Int64) {
        self.channel = channel
        self.lane = lane
    }

    /// Reads what `description` wrote.
    public init?(_ text: String) {
        guard text.utf8.count <= 300, let dot = text.lastIndex(of: "."),
            let lane = UserID(text[text.index(after: dot)...]), dot > text.startIndex
        else { return nil }
        self.init(channel: String(text[..<dot]), lane: lane.rawValue)
    }

    public var description: String { "\(channel).\(lane)" }
}

/// The names that a platform has for a user, of one chat.
public struct LinkRecord: Sendable, Hashable {
    public var id: LinkID
    public var names: [String]
    public var linkedAt: Date

    public init(id: LinkID, names: [String], linkedAt: Date) {
        self.id = id
        self.names = names
        self.linkedAt = linkedAt
    }
}

/// Whom an operator links.
public struct LinkedIdentity: Sendable, Hashable {
    public var channel: String
    public var scope: String
    public var id: String

    public init(channel: String, scope: String = "", id: String) {
        self.channel = channel
        self.scope = scope
        self.id = id
    }
}

public enum LinkOutcome: Sendable, Hashable {
    case linked
    /// It is this user's already.
    case linkedAlready
    /// It is another registered user's, and stays theirs.
    case taken
    case userNotFound
}

/// A message that is a code by which a chat becomes a user's, and what is answered to each thing that can come of it.
public struct LinkAttempt: Sendable, Hashable {
    public var codeHash: String
    /// How many wrong codes one sender may try.
    public var limit: RateLimit
    public var texts: LinkTexts

    public init(codeHash: String, limit: RateLimit, texts: LinkTexts) {
        self.codeHash = codeHash
        self.limit = limit
        self.texts = texts
    }
}

public struct LinkTexts: Sendable, Hashable {
    public var linked: String
    public var wrong: String
    public var limited: String
    /// The chat is a registered user's already.
    public var linkedAlready: String
    /// The sender is known by a token, not by a name of a platform's: there is nothing to link.
    public var unavailable: String

    public init(linked: String, wrong: String, limited: String, linkedAlready: String, unavailable: String) {
        self.linked = linked
        self.wrong = wrong
        self.limited = limited
        self.linkedAlready = linkedAlready
        self.unavailable = unavailable
    }
}

public import struct Foundation.Date

/// What somebody signs up with.
public struct Registration: Sendable {
    /// The address by which they sign in. Not proven: nothing is ever sent to it.
    public var email: String
    public var password: Secret
    public var name: String?
    public var phoneNumber: String?

    public init(email: String, password: Secret, name: String? = nil, phoneNumber: String? = nil) {
        self.email = email
        self.password = password
        self.name = name
        self.phoneNumber = phoneNumber
    }
}

/// Whom a token names, as the channel has read it.
public struct Bearer: Sendable, Hashable {
    public var user: UserID
    public var conversation: ConversationID
    public var credential: Credential

    public init(user: UserID, conversation: ConversationID, credential: Credential) {
        self.user = user
        self.conversation = conversation
        self.credential = credential
    }
}

/// What a channel knows of a session that is about to begin or to go on.
public struct SessionRequest: Sendable, Hashable {
    /// Without being refreshed the session ends after so long.
    public var lifetime: Duration
    /// Where the request came from: attempts are limited by it.
    public var remoteAddress: String?

    public init(lifetime: Duration, remoteAddress: String?) {
        self.lifetime = lifetime
        self.remoteAddress = remoteAddress
    }
}

/// Somebody has signed in: what a channel makes its access token of.
public struct SignedIn: Sendable, Hashable {
    public var user: UserID
    /// The newest of theirs on this instance, or a new one.
    public var conversation: ConversationID
    public var session: SessionID
    /// Good once, for `Accounts.refresh`.
    public var refreshToken: Secret

    public init(user: UserID, conversation: ConversationID, session: SessionID, refreshToken: Secret) {
        self.user = user
        self.conversation = conversation
        self.session = session
        self.refreshToken = refreshToken
    }
}

/// What a user may see of themselves.
public struct UserProfile: Sendable, Hashable {
    public var user: UserID
    public var name: String?
    public var email: String?
    public var phoneNumber: String?
    public var isGuest: Bool
    /// The type of the channel that brought them.
    public var origin: String
    public var createdAt: Date

    public init(
        user: UserID, name: String?, email: String?, phoneNumber: String?, isGuest: Bool, origin: String,
        createdAt: Date
    ) {
        self.user = user
        self.name = name
        self.email = email
        self.phoneNumber = phoneNumber
        self.isGuest = isGuest
        self.origin = origin
        self.createdAt = createdAt
    }
}

/// What of a profile is to be another. Nil stays as it is; an empty text takes a name or a number away.
public struct ProfileChange: Sendable {
    public var name: String?
    public var email: String?
    public var phoneNumber: String?
    /// The user's own, which another `email` takes.
    public var password: Secret?

    public init(name: String? = nil, email: String? = nil, phoneNumber: String? = nil, password: Secret? = nil) {
        self.name = name
        self.email = email
        self.phoneNumber = phoneNumber
        self.password = password
    }
}

/// A code that makes a chat the user's, once.
public struct LinkCode: Sendable, Hashable {
    /// Such as `7F3K-9QWD`.
    public var code: Secret
    /// What is to be sent, such as `link 7F3K-9QWD`.
    public var message: Secret
    public var expiresAt: Date

    public init(code: Secret, message: Secret, expiresAt: Date) {
        self.code = code
        self.message = message
        self.expiresAt = expiresAt
    }
}

/// A chat by which a user writes, and is recognised.
public struct AccountLink: Sendable, Hashable {
    /// For `Accounts.unlink`.
    public var id: String
    /// The instance's name.
    public var channel: String
    /// How the platform names the person: a number, say.
    public var names: [String]
    public var linkedAt: Date

    public init(id: String, channel: String, names: [String], linkedAt: Date) {
        self.id = id
        self.channel = channel
        self.names = names
        self.linkedAt = linkedAt
    }
}

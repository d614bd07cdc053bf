public import ChannelKit

/// A user with what signing in needs.
public struct Account: Sendable, Hashable {
    public var record: UserRecord
    /// The address by which they sign in, in its normal form.
    public var emailKey: String?
    public var passwordHash: String?

    public init(record: UserRecord, emailKey: String?, passwordHash: String?) {
        self.record = record
        self.emailKey = emailKey
        self.passwordHash = passwordHash
    }
}

/// An address as it is typed, and the form in which two are compared.
public struct AccountEmail: Sendable, Hashable {
    public var address: String
    public var key: String

    public init(address: String, key: String) {
        self.address = address
        self.key = key
    }
}

/// Somebody who registers.
public struct NewAccount: Sendable {
    /// The guest who does, and by what they are known to be that guest. Nil: somebody new.
    public var guest: (user: UserID, conversation: ConversationID, credential: Credential)?
    public var email: AccountEmail
    public var passwordHash: String
    public var name: String?
    public var phoneNumber: String?
    /// The type of the channel, for somebody new.
    public var origin: String
    /// Nil: nobody is signed in by it.
    public var session: NewSession?

    public init(
        guest: (user: UserID, conversation: ConversationID, credential: Credential)? = nil, email: AccountEmail,
        passwordHash: String, name: String? = nil, phoneNumber: String? = nil, origin: String,
        session: NewSession? = nil
    ) {
        self.guest = guest
        self.email = email
        self.passwordHash = passwordHash
        self.name = name
        self.phoneNumber = phoneNumber
        self.origin = origin
        self.session = session
    }
}

public enum RegistrationOutcome: Sendable, Hashable {
    case registered(UserID, SessionOpening?)
    case emailTaken
    /// The guest is one no longer.
    case alreadyRegistered
    /// The guest does not exist, or the credential is no longer good.
    case revoked
}

/// What of a user is to be another; an empty name or number is taken away.
public struct AccountChange: Sendable {
    public var name: String?
    public var phoneNumber: String?
    public var email: AccountEmail?
    /// Whether the address is the one by which they sign in.
    public var isRegistered: Bool

    public init(
        name: String? = nil, phoneNumber: String? = nil, email: AccountEmail? = nil, isRegistered: Bool
    ) {
        self.name = name
        self.phoneNumber = phoneNumber
        self.email = email
        self.isRegistered = isRegistered
    }
}

public enum ProfileOutcome: Sendable, Hashable {
    case changed(UserRecord)
    case emailTaken
    case userNotFound
}

public enum PasswordOutcome: Sendable, Hashable {
    case changed(SessionOpening?)
    /// It was changed by somebody else since it was verified.
    case changedMeanwhile
    case userNotFound
}

public import ChannelKit

/// A user of another program's.
public struct ImportedUser: Sendable, Hashable {
    /// Where it was read, for a report: the number of its line.
    public var line: Int
    /// Nil: a new id.
    public var id: UserID?
    public var name: String?
    /// Nil for a guest, whose address names nobody.
    public var emailKey: String?
    public var email: String?
    public var passwordHash: String?
    public var isGuest: Bool
    public var phoneNumber: String?
    public var origin: String

    public init(
        line: Int, id: UserID?, name: String?, email: String?, emailKey: String?, passwordHash: String?, isGuest: Bool,
        phoneNumber: String?, origin: String
    ) {
        self.line = line
        self.id = id
        self.name = name
        self.email = email
        self.emailKey = emailKey
        self.passwordHash = passwordHash
        self.isGuest = isGuest
        self.phoneNumber = phoneNumber
        self.origin = origin
    }
}

/// Why nothing was imported.
public struct ImportConflict: Sendable, Hashable {
    public enum Field: String, Sendable, Hashable {
        case id, email
        /// The id was somebody's who is gone. Ids are not used again: it may lead to what was theirs.
        case usedID = "used_id"
    }

    public var line: Int
    public var field: Field
    /// Who has it already, or had it.
    public var owner: UserID

    public init(line: Int, field: Field, owner: UserID) {
        self.line = line
        self.field = field
        self.owner = owner
    }
}

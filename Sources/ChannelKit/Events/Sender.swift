/// Who sent a message, as far as the channel can vouch for it.
public enum Sender: Sendable, Hashable {
    /// A user of the bot, proven by a credential that names them.
    case user(UserID)
    /// A person as the platform names them. The same identity is always the same user, within the channel instance.
    case identity(Identity)
    /// Somebody new, with nothing to be recognised by later but the credential they are about to get.
    case guest
}

/// A platform's name for a person. Two instances, or two scopes, never share a person.
public struct Identity: Sendable, Hashable {
    /// Sets apart naming authorities within one instance (an app's key, a workspace). Empty where there is one.
    public var scope: String
    public var id: String
    /// Other names by which the platform knows the same person now, in the same scope. Whoever is known by any of them is
    /// this person; from then on all of them are.
    public var aliases: [String]

    public init(scope: String = "", id: String, aliases: [String] = []) {
        self.scope = scope
        self.id = id
        self.aliases = aliases
    }
}

/// What somebody says of themselves. None of it is proof of anything.
public struct Profile: Sendable, Hashable {
    public var name: String?
    public var email: String?
    public var phoneNumber: String?

    public init(name: String? = nil, email: String? = nil, phoneNumber: String? = nil) {
        self.name = name
        self.email = email
        self.phoneNumber = phoneNumber
    }
}

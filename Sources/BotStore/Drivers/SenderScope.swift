public import ChannelKit

/// Within which a message id is unique: one sender of one instance. Unambiguous whatever an identity holds.
public enum SenderScope {
    public static func user(_ id: UserID) -> String {
        "u:\(id)"
    }

    public static func identity(_ identity: Identity, named name: String) -> String {
        "i:\(identity.scope.utf8.count):\(identity.scope):\(name)"
    }

    /// A guest is somebody new each time, so their user is their scope.
    public static func guest(_ user: UserID) -> String {
        "g:\(user)"
    }
}

extension Sender {
    /// Every scope in which a message of theirs may be known, their own first: a platform may have named them otherwise
    /// when it came before. None for somebody who is new.
    public var scopes: [String] {
        switch self {
        case .user(let id): [SenderScope.user(id)]
        case .identity(let identity): identity.names.map { SenderScope.identity(identity, named: $0) }
        case .guest: []
        }
    }
}

extension Identity {
    /// A bound on what one message may bring.
    private static let mostNames = 8

    /// Each once, the first of them first.
    public var names: [String] {
        var names = [id]
        for alias in aliases where names.count < Self.mostNames && !alias.isEmpty && !names.contains(alias) {
            names.append(alias)
        }
        return names
    }
}

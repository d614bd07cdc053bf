import ChannelKit

/// Within which a message id is unique: one sender of one instance. Unambiguous whatever an identity holds.
enum SenderScope {
    static func user(_ id: UserID) -> String {
        "u:\(id)"
    }

    static func identity(_ identity: Identity, named name: String) -> String {
        "i:\(identity.scope.utf8.count):\(identity.scope):\(name)"
    }

    /// A guest is somebody new each time, so their user is their scope.
    static func guest(_ user: UserID) -> String {
        "g:\(user)"
    }
}

extension Sender {
    /// Every scope in which a message of theirs may be known, their own first: a platform may have named them otherwise
    /// when it came before. None for somebody who is new.
    var scopes: [String] {
        switch self {
        case .user(let id): [SenderScope.user(id)]
        case .identity(let identity): identity.names.map { SenderScope.identity(identity, named: $0) }
        case .guest: []
        }
    }
}

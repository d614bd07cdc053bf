import ChannelKit

/// Within which a message id is unique: one sender of one instance. Unambiguous whatever an identity holds.
enum SenderScope {
    static func user(_ id: UserID) -> String {
        "u:\(id)"
    }

    static func identity(_ identity: Identity) -> String {
        "i:\(identity.scope.utf8.count):\(identity.scope):\(identity.id)"
    }

    /// A guest is somebody new each time, so their user is their scope.
    static func guest(_ user: UserID) -> String {
        "g:\(user)"
    }
}

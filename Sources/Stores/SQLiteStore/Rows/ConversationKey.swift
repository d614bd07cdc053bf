import ChannelKit

/// What a conversation shares with those that follow it after the idle time.
///
/// Unambiguous whatever an address or a name holds: no two chats, and no chat and a thread of another, ever have one
/// key.
enum ConversationKey {
    /// The conversation that is going on at an address.
    static func current(_ address: ChatAddress) -> String {
        "a:\(address.rawValue)"
    }

    /// The conversation that is going on with a user, wherever they write.
    static func current(with user: UserID) -> String {
        "u:\(user)"
    }

    /// A thread of a user's own.
    static func named(_ name: String, with user: UserID) -> String {
        "v:\(user):\(name)"
    }

    /// A thread of an address.
    static func named(_ name: String, at address: ChatAddress) -> String {
        "n:\(address.rawValue.utf8.count):\(address.rawValue):\(name)"
    }

    /// One that was opened by a `start`.
    static func started(_ id: ConversationID) -> String {
        "s:\(id)"
    }
}

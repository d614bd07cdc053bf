import ChannelKit
import LenientJSON

/// Who wrote a message: a user's number, which stays the same in every chat with every bot.
struct Person: Sendable, Equatable {
    /// In bytes.
    static let nameLimit = 1_024

    let id: String
    let profile: Profile

    /// Nil for bots, and where no user is named: whoever writes as a group or a channel comes under the name of a bot of
    /// Telegram's (Telegram, "Bot API: Message", `from`).
    init?(of message: JSONValue) {
        guard let from = message["from"], from["is_bot"] != .bool(true), let id = from["id"]?.integer, id > 0 else {
            return nil
        }
        self.id = String(id)
        let names = [from["first_name"]?.text, from["last_name"]?.text].compactMap(\.self).filter { !$0.isBlank }
        profile = Profile(name: names.isEmpty ? nil : names.joined(separator: " ").cut(to: Self.nameLimit))
    }
}

import ChannelKit

/// Whom a message goes to, read from a chat address.
enum Recipient: Sendable, Hashable {
    /// `+` and digits. Without the plus, Meta would put the business number's own country code in front.
    case number(String)
    /// A business-scoped user id, for people who keep their number to themselves.
    case user(String)
    case group(String)

    static let groupPrefix = "group:"

    init(_ address: ChatAddress) {
        let text = address.rawValue
        if text.hasPrefix("+") {
            self = .number(text)
        } else if text.hasPrefix(Self.groupPrefix) {
            self = .group(String(text.dropFirst(Self.groupPrefix.count)))
        } else {
            self = .user(text)
        }
    }

    var isGroup: Bool { if case .group = self { true } else { false } }
}

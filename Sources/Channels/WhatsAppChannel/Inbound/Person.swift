import ChannelKit
import LenientJSON

/// Who wrote a message, by the names that the platform gave in it and in the contacts beside it.
///
/// A person has a telephone number, a business-scoped user id, or both; since 2026 the number is left out, or empty, for
/// people who have adopted a user name (Meta, "Business-scoped user IDs", 2026).
struct Person: Sendable, Equatable {
    /// In bytes. A longer name of a person counts as none.
    static let limit = 256

    /// The platform's own id for the account: as a rule the number's digits, without a plus.
    private(set) var waID: String?
    private(set) var userID: String?
    private(set) var name: String?

    /// Nil where nothing says who it was.
    init?(of message: JSONValue, contacts: Contacts) {
        waID = Self.waID(message["from"])
        userID = Self.userID(message["from_user_id"])
        let contact = contacts.contact(waID: waID, userID: userID)
        waID = waID ?? Self.waID(contact?["wa_id"])
        userID = userID ?? Self.userID(contact?["user_id"])
        name = contact?["profile"]?["name"]?.text.flatMap { $0.isBlank ? nil : $0.cut(to: 4 * Self.limit) }
        if waID == nil && userID == nil { return nil }
    }

    /// The user id where there is one: it stays when the number is no longer shown.
    var identity: Identity {
        let names = [userID, waID].compactMap { $0 }
        return Identity(id: names.first ?? "", aliases: Array(names.dropFirst()))
    }

    /// With a plus, as the platform wants it in `to`. Nil where the id is no number.
    var phoneNumber: String? {
        waID.flatMap { Self.isNumber($0) ? "+" + $0 : nil }
    }

    var profile: Profile { Profile(name: name, phoneNumber: phoneNumber) }

    /// Where a private reply goes: `+` and digits for a number, anything else is an id for `recipient`.
    var address: ChatAddress { ChatAddress(phoneNumber ?? identity.id) }

    /// Nil for an empty one, which is how a draft of the platform's left it out.
    static func userID(_ value: JSONValue?) -> String? { value?.label(limit: limit) }

    /// Without a plus, which nobody but people writes.
    static func waID(_ value: JSONValue?) -> String? {
        guard let text = value?.label(limit: limit) else { return nil }
        return text.hasPrefix("+") && isNumber(text.dropFirst()) ? String(text.dropFirst()) : text
    }

    private static func isNumber(_ text: some StringProtocol) -> Bool {
        (1...20).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}

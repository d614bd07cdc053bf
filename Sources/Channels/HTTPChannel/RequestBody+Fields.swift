import ChannelKit

/// The fields, each within its limits.
extension RequestBody {
    /// Longest value of a field that describes a person, in bytes of UTF-8.
    static let maxFieldBytes = 255

    /// The message, unchanged; nil where there is none. Something must be in it besides white space.
    func content(limit: Int) throws(ChannelError) -> String? {
        guard let content = try text(.content) else { return nil }
        guard content.utf8.count <= limit else { throw .contentTooLarge(limit: limit) }
        guard content.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else { throw .emptyContent }
        // PostgreSQL cannot keep it, and nobody means it.
        guard !content.utf8.contains(0) else { throw .invalidField("content", "must not hold a NUL character") }
        return content
    }

    /// The app's own name for the user. Empty is an error here: it would make one person of all who send it.
    func externalID() throws(ChannelError) -> String? {
        let id = try bounded(.externalID)
        guard id?.isEmpty != true else { throw .invalidField(Key.externalID.rawValue, "must not be empty") }
        return id
    }

    /// What the user says of themselves; an empty text says nothing.
    func profile() throws(ChannelError) -> Profile {
        let name = try bounded(.name)
        let email = try bounded(.email)
        let phoneNumber = try bounded(.phoneNumber)
        func said(_ text: String?) -> String? { text?.isEmpty == true ? nil : text }
        return Profile(name: said(name), email: said(email), phoneNumber: said(phoneNumber))
    }

    func bounded(_ key: Key) throws(ChannelError) -> String? {
        guard let text = try text(key) else { return nil }
        guard text.utf8.count <= Self.maxFieldBytes else {
            throw .invalidField(key.rawValue, "must be at most \(Self.maxFieldBytes) bytes of UTF-8")
        }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .invalidField(key.rawValue, "must not hold control characters")
        }
        return text
    }
}

import LenientJSON

/// Whether a message in a group is meant for the bot.
struct GroupMessage: Sendable {
    /// The platform's id of the group.
    let id: String
    private let message: JSONValue

    /// Nil for a private message.
    init?(_ message: JSONValue) {
        guard let group = message["group_id"]?.label(limit: Person.limit) else { return nil }
        id = group
        self.message = message
    }

    /// A reply to a message of ours, or a text with `@` and our number's digits.
    func addresses(_ displayNumber: String, in text: String) -> Bool {
        let number = Self.digits(of: displayNumber)
        guard !number.isEmpty else { return false }
        let context = message["context"]
        if context?["id"] != nil, let author = context?["from"]?.label(limit: Person.limit) {
            if Self.digits(of: author) == number { return true }
        }
        return Self.mentions(number, in: text)
    }

    private static func mentions(_ number: String, in text: String) -> Bool {
        text.split(separator: "@", omittingEmptySubsequences: false).dropFirst().contains { piece in
            String(piece.prefix { $0.isASCII && $0.isNumber }) == number
        }
    }

    private static func digits(of text: String) -> String {
        text.filter { $0.isASCII && $0.isNumber }
    }
}

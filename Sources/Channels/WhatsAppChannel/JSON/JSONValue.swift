/// JSON as it came, before anybody has said what should have come.
///
/// The platform has changed what it leaves out, and which numbers it writes as texts, more than once. So nothing here is
/// required, and a look-up that does not fit is nil.
enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// As it was written: ids are numbers here and there, and longer than a `Double` is exact.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The member of an object; nil also where it is null.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self, let member = members[name], member != .null else { return nil }
        return member
    }

    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// A name that may have come as a number. Nil where it is empty or longer than `limit` bytes.
    func label(limit: Int) -> String? {
        switch self {
        case .string(let text), .number(let text):
            text.isEmpty || text.utf8.count > limit ? nil : text
        default: nil
        }
    }

    /// A whole number, also one that came as text or with a fraction of zero.
    var integer: Int? {
        guard let text = label(limit: 32) else { return nil }
        return Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    }

    var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }
}

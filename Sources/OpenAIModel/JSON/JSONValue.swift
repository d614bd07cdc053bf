/// JSON as it came, before anybody has said what should have come.
///
/// Servers that call themselves compatible differ in what they leave out, send as null, or send as another type. So
/// nothing here is required, and a look-up that does not fit is nil.
enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([Member])

    struct Member: Sendable, Equatable {
        var name: String
        var value: JSONValue
    }

    /// The member of an object; nil also where it is null.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self, let member = members.last(where: { $0.name == name }) else {
            return nil
        }
        return member.value == .null ? nil : member.value
    }

    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// A string, or a number as one writes it: some servers send codes as integers.
    var label: String? {
        switch self {
        case .string(let text): text
        case .number(let number): Int(exactly: number).map(String.init) ?? String(number)
        default: nil
        }
    }

    /// A whole number, also one that came as text or with a fraction of zero.
    var integer: Int? {
        switch self {
        case .number(let number): Int(exactly: number.rounded())
        case .string(let text): Int(text)
        default: nil
        }
    }

    var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    var isObject: Bool {
        guard case .object = self else { return false }
        return true
    }
}

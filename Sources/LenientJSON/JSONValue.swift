/// JSON as it came, before anybody has said what should have come.
///
/// Platforms and servers differ, and change, in what they leave out, send as null, or send as another type. So nothing
/// here is required, and a look-up that does not fit is nil.
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// As it was written: ids are numbers here and there, and longer than a `Double` is exact.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// In the order in which they were written. Of several of one name the last one counts.
    case object([Member])

    public struct Member: Sendable, Equatable {
        public var name: String
        public var value: JSONValue

        public init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The member of an object; nil also where it is null.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self, let member = members.last(where: { $0.name == name }) else {
            return nil
        }
        return member.value == .null ? nil : member.value
    }

    public var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// A string, or a number as it was written: codes and ids come as either.
    public var label: String? {
        switch self {
        case .string(let text), .number(let text): text
        default: nil
        }
    }

    /// The same; nil where it is empty or longer than `limit` bytes.
    public func label(limit: Int) -> String? {
        label.flatMap { $0.isEmpty || $0.utf8.count > limit ? nil : $0 }
    }

    /// A whole number, also one that came as text or with a fraction of zero.
    public var integer: Int? {
        guard let text = label(limit: 32) else { return nil }
        return Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    }

    /// Empty where it is no array.
    public var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    public var isObject: Bool {
        guard case .object = self else { return false }
        return true
    }
}

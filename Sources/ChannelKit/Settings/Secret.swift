/// A text that must not be shown. It prints as `<redacted>` wherever a value is printed.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself, for the one place that needs it.
    public let value: String

    public init(_ value: String) { self.value = value }

    /// Whether a text is the secret, in a time that depends on the candidate's length only.
    /// An empty secret matches nothing.
    public func matches(_ candidate: some StringProtocol) -> Bool {
        matches(Array(candidate.utf8))
    }

    public func matches(_ candidate: [UInt8]) -> Bool {
        let secret = Array(value.utf8)
        guard !secret.isEmpty else { return false }
        var difference = UInt(bitPattern: secret.count ^ candidate.count)
        for index in candidate.indices {
            difference |= UInt(candidate[index] ^ secret[index % secret.count])
        }
        return difference == 0
    }

    public var description: String { "<redacted>" }
    public var debugDescription: String { "<redacted>" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

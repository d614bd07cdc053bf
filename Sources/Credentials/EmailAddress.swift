import Foundation

/// An address by which somebody signs in. That it is theirs is not known: nothing is sent to it.
public struct EmailAddress: Sendable, Hashable {
    private static let longest = 254
    private static let longestLocalPart = 64
    private static let refused = Set("\"(),:;<>[\\]".unicodeScalars)

    /// As it was typed, without spaces around it.
    public let address: String
    /// In the form in which two addresses are compared: composed, in lower case.
    public let key: String

    /// Nil for what cannot be one: of 254 bytes at most, one `@` with something on both sides of it, and neither space nor
    /// control character. Quoted local parts, which nobody has, are refused with them.
    public init?(_ text: String) {
        guard text.utf8.count <= 4 * Self.longest else { return nil }
        let address = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let key = address.precomposedStringWithCanonicalMapping.lowercased()
        guard max(address.utf8.count, key.utf8.count) <= Self.longest else { return nil }
        let halves = key.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2, (1...Self.longestLocalPart).contains(halves[0].utf8.count),
            !key.unicodeScalars.contains(where: Self.isRefused)
        else { return nil }
        let labels = halves[1].split(separator: ".", omittingEmptySubsequences: false)
        guard labels.allSatisfy({ !$0.isEmpty && !$0.hasPrefix("-") && !$0.hasSuffix("-") }) else { return nil }
        self.address = address
        self.key = key
    }

    private static func isRefused(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || refused.contains(scalar)
            || [.control, .format, .surrogate, .unassigned, .privateUse].contains(scalar.properties.generalCategory)
    }
}

/// A code that somebody reads in one place and types in another, such as `7F3K-9QWD`: 40 random bits, in letters and
/// digits that are not mistaken for each other.
public struct OneTimeCode: Sendable, Hashable {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let length = 8
    /// What is read of a message at all.
    private static let longestMessage = 64

    /// Without the hyphen.
    private let characters: [UInt8]

    /// A random one. It has a digit from 2 to 9, so that no word is one.
    public init() {
        var generator = SystemRandomNumberGenerator()
        var characters: [UInt8] = []
        repeat {
            characters = (0..<Self.length).compactMap { _ in Self.alphabet.randomElement(using: &generator) }
        } while !characters.contains(where: Self.isTelling)
        self.characters = characters
    }

    /// Reads a whole message that is `link` and a code: however it is written, with or without a hyphen or a space, with an
    /// `O` for a zero. Nil for any other message, which is then nobody's code.
    public init?(message: String) {
        guard message.utf8.count <= Self.longestMessage else { return nil }
        let words = message.split(whereSeparator: \.isWhitespace)
        guard (2...3).contains(words.count), ["link", "/link"].contains(words[0].lowercased()) else { return nil }
        var text = words[1...].joined(separator: "-").replacing("\u{2013}", with: "-").replacing("\u{2011}", with: "-")
        if let hyphen = text.firstIndex(of: "-") {
            guard text.distance(from: text.startIndex, to: hyphen) == Self.length / 2 else { return nil }
            text.remove(at: hyphen)
        }
        var characters: [UInt8] = []
        for byte in text.uppercased().utf8 {
            switch byte {
            case UInt8(ascii: "O"): characters.append(UInt8(ascii: "0"))
            case UInt8(ascii: "I"), UInt8(ascii: "L"): characters.append(UInt8(ascii: "1"))
            case _ where Self.alphabet.contains(byte): characters.append(byte)
            default: return nil
            }
        }
        guard characters.count == Self.length, characters.contains(where: Self.isTelling) else { return nil }
        self.characters = characters
    }

    private static func isTelling(_ byte: UInt8) -> Bool { (UInt8(ascii: "2")...UInt8(ascii: "9")).contains(byte) }

    /// As it is shown.
    public var text: String {
        let text = String(decoding: characters, as: UTF8.self)
        return text.prefix(Self.length / 2) + "-" + text.suffix(Self.length / 2)
    }

    /// What is to be sent.
    public var message: String { "link \(text)" }

    /// As it is stored.
    public var hash: String { Fingerprint.of(String(decoding: characters, as: UTF8.self), kind: "link") }
}

import Crypto

/// Bytes as hexadecimal digits, in lower case.
enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Nil for anything but pairs of digits; either case is read.
    static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        let nibbles = text.utf8.map { byte -> UInt8? in
            switch byte {
            case 48...57: byte - 48
            case 97...102: byte - 87
            case 65...70: byte - 55
            default: nil
            }
        }
        guard nibbles.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: nibbles.count, by: 2) {
            guard let high = nibbles[index], let low = nibbles[index + 1] else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    /// The SHA-256 of a text.
    static func digest(_ bytes: [UInt8]) -> String { text(SHA256.hash(data: bytes)) }
}

/// A name for something that is not to be stored itself.
public enum Fingerprint {
    /// SHA-256 in hexadecimal, of what it is of and which one it is: two kinds never share a fingerprint.
    public static func of(_ text: String, kind: String) -> String { Hexadecimal.digest(Array("\(kind):\(text)".utf8)) }
}

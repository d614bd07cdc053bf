import CryptoExtras
import Foundation

/// A password's hash with everything that is needed to compare a password with it, in the format of `werkzeug.security`:
/// `scrypt:32768:8:1$salt$hex` or `pbkdf2:sha256:600000$salt$hex`.
///
/// Making and comparing take tens of milliseconds of a processor, on purpose: call them on `PasswordWorkers`.
public struct PasswordHash: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// What of a password is refused, in bytes of UTF-8.
    public static let passwordBytes = 8...1_024
    /// Longest text that is read as a hash.
    static let longestText = 1_024

    let method: HashMethod
    /// Its bytes are those of the text, as werkzeug uses them.
    let salt: String
    let digest: [UInt8]

    /// Reads a hash that this program or werkzeug wrote. Nil for anything else, and for work beyond `HashMethod`'s limits.
    public init?(_ text: String) {
        guard text.utf8.count <= Self.longestText else { return nil }
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 3, let method = HashMethod(String(parts[0])), !parts[1].isEmpty,
            let digest = Hexadecimal.bytes(parts[2]), digest.count == method.digestBytes
        else { return nil }
        self.init(method: method, salt: String(parts[1]), digest: digest)
    }

    init(method: HashMethod, salt: String, digest: [UInt8]) {
        self.method = method
        self.salt = salt
        self.digest = digest
    }

    /// Hashes a password, by scrypt and with a salt of its own. Nil where it is too short or too long, or memory is short.
    public static func making(_ password: String) -> PasswordHash? {
        let bytes = Array(password.utf8)
        guard passwordBytes.contains(bytes.count) else { return nil }
        var generator = SystemRandomNumberGenerator()
        let salt = String((0..<16).compactMap { _ in Self.saltCharacters.randomElement(using: &generator) })
        return HashMethod.current.digest(of: bytes, salt: salt).map {
            PasswordHash(method: .current, salt: salt, digest: $0)
        }
    }

    /// Whether it is this password's, in a time that does not depend on where they differ.
    public func matches(_ password: String) -> Bool {
        let bytes = Array(password.utf8)
        guard !bytes.isEmpty, bytes.count <= Self.passwordBytes.upperBound,
            let found = method.digest(of: bytes, salt: salt), found.count == digest.count
        else { return false }
        return zip(found, digest).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// False: it was made with other parameters than are used today.
    public var isCurrent: Bool { method == .current }

    /// As it is stored.
    public var text: String { "\(method.text)$\(salt)$\(Hexadecimal.text(digest))" }

    /// Nobody's password, for comparing with what is sent for a user who does not exist: the work is the same.
    public static let nobodys = PasswordHash(
        method: .current, salt: "nobodysnobodysno", digest: Array(repeating: 0, count: HashMethod.current.digestBytes))

    // A hash can be guessed at by whoever has it: it is no secret, and belongs in no log.
    public var description: String { "<password hash>" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    private static let saltCharacters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
}

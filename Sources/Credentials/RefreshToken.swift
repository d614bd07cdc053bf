import Foundation

/// A refresh token: 128 random bits that name the session and stay, 256 that are another each time, in base64url.
public struct RefreshToken: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    private static let familyBytes = 16
    private static let secretBytes = 32
    /// As many characters as the bytes take, with none left over.
    private static let textBytes = 64

    private let family: [UInt8]
    private let secret: [UInt8]

    /// The first one of a session.
    public init() {
        self.init(family: Self.random(Self.familyBytes), secret: Self.random(Self.secretBytes))
    }

    /// Reads one. Nil for anything else.
    public init?(_ text: String) {
        guard text.utf8.count == Self.textBytes,
            text.utf8.allSatisfy({ byte in
                switch byte {
                case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"): true
                default: false
                }
            }),
            let bytes = Data(base64Encoded: text.replacing("-", with: "+").replacing("_", with: "/")),
            bytes.count == Self.familyBytes + Self.secretBytes
        else { return nil }
        self.init(family: Array(bytes.prefix(Self.familyBytes)), secret: Array(bytes.suffix(Self.secretBytes)))
    }

    private init(family: [UInt8], secret: [UInt8]) {
        self.family = family
        self.secret = secret
    }

    /// The one that takes its place.
    public var next: RefreshToken { RefreshToken(family: family, secret: Self.random(Self.secretBytes)) }

    public var text: String {
        Data(family + secret).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    }

    /// What the store knows of it.
    public var familyHash: String { Fingerprint.of(Hexadecimal.text(family), kind: "family") }
    public var secretHash: String { Fingerprint.of(Hexadecimal.text(secret), kind: "refresh") }

    public var description: String { "<refresh token>" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    private static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}

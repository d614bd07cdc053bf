import ChannelKit
import Crypto
import Foundation

/// A short-lived permission that anybody may carry: signed with the instance's JWT key, good for one purpose, one
/// installation and one instance, at every replica. It is no token: neither can be taken for the other.
struct SignedPass: Sendable, Hashable {
    enum Purpose: String, Sendable {
        /// A browser that was served this channel's page may open conversations.
        case page
        /// A browser may follow one turn, without a header.
        case ticket
    }

    var purpose: Purpose
    /// Digits and `-` only.
    var subject: String
    /// In seconds since 1970.
    var expiresAt: Int
    /// Makes two passes of one second two.
    var nonce: String
}

/// Signs passes and checks them.
struct PassSigner: Sendable {
    private static let longestPass = 512

    /// The first signs, all verify.
    private let keys: [SymmetricKey]
    private let place: String
    private let now: @Sendable () -> Date

    /// The keys are derived, so that no signature of a pass is one of a token. There is at least one.
    init(keys: [Secret], installation: String, instance: String, now: @escaping @Sendable () -> Date) {
        self.keys = keys.map { key in
            let root = SymmetricKey(data: Data(key.value.utf8))
            let derived = HMAC<SHA256>.authenticationCode(for: Data("channelkit: passes, 1".utf8), using: root)
            return SymmetricKey(data: Data(derived))
        }
        place = "\(installation)\n\(instance)"
        self.now = now
    }

    func issue(_ purpose: SignedPass.Purpose, subject: String = "0", for lifetime: Duration) -> (SignedPass, String) {
        let seconds = lifetime / .seconds(1)
        let expiresAt = Int((now().timeIntervalSince1970 + seconds).rounded(.up))
        let nonce = String(UInt64.random(in: .min ... .max), radix: 36)
        let pass = SignedPass(purpose: purpose, subject: subject, expiresAt: expiresAt, nonce: nonce)
        return (pass, "\(Self.claims(of: pass)).\(Self.hexadecimal(code(for: pass)))")
    }

    /// Nil for anything that this installation's instance has not signed for the purpose, or that has expired.
    func verify(_ text: String, for purpose: SignedPass.Purpose) -> SignedPass? {
        guard text.utf8.count <= Self.longestPass else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == purpose.rawValue, let expiresAt = Int(parts[2]),
            let given = Self.bytes(parts[4])
        else { return nil }
        let pass = SignedPass(
            purpose: purpose, subject: String(parts[1]), expiresAt: expiresAt, nonce: String(parts[3]))
        // Compared in constant time.
        let isOurs = keys.contains {
            HMAC<SHA256>.isValidAuthenticationCode(given, authenticating: signed(pass), using: $0)
        }
        guard isOurs else { return nil }
        return now().timeIntervalSince1970 < Double(expiresAt) ? pass : nil
    }

    private func code(for pass: SignedPass) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: signed(pass), using: keys[0])
    }

    private func signed(_ pass: SignedPass) -> Data { Data("\(place)\n\(Self.claims(of: pass))".utf8) }

    private static func claims(of pass: SignedPass) -> String {
        "\(pass.purpose.rawValue).\(pass.subject).\(pass.expiresAt).\(pass.nonce)"
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        guard text.utf8.count == 64 else { return nil }
        var bytes: [UInt8] = []
        var rest = text[...]
        while !rest.isEmpty {
            guard rest.utf8.first != UInt8(ascii: "+"), rest.utf8.first != UInt8(ascii: "-"),
                let byte = UInt8(rest.prefix(2), radix: 16)
            else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}

import ChannelKit
import Crypto
import Synchronization

/// Whose users an application's are while its key is rotated: those of the key that came first.
///
/// An `external_id` means a user for one API key only. While two keys are configured they are one application's, and the
/// new one goes on with the old one's users when it stands alone. What follows what is kept in the channel's cursor; one
/// key that has never been rotated needs none.
final class KeyLineage: Sendable {
    private static let mark = "api-keys"

    /// Of the configured keys, the newest first.
    private let fingerprints: [String]
    private let cursor: any ChannelCursor
    private let known = Mutex<String?>(nil)

    init(keys: [Secret], cursor: any ChannelCursor) {
        fingerprints = keys.map(Self.fingerprint)
        self.cursor = cursor
    }

    /// What sets apart the application's users from those of others. Says nothing about a key.
    func scope() async throws(ChannelError) -> String {
        if let scope = known.withLock({ $0 }) { return scope }
        let kept = try await cursor.load().map { $0.split(separator: " ").map(String.init) } ?? []
        let isHeir = kept.count > 2 && kept[0] == Self.mark && !Set(kept.dropFirst(2)).isDisjoint(with: fingerprints)
        let scope = isHeir ? kept[1] : fingerprints.last ?? ""
        let line = [Self.mark, scope] + fingerprints
        if line != kept, isHeir || fingerprints.count > 1 { try await cursor.save(line.joined(separator: " ")) }
        known.withLock { $0 = scope }
        return scope
    }

    /// The first 16 hexadecimal digits of the key's SHA-256.
    static func fingerprint(of key: Secret) -> String {
        SHA256.hash(data: Array(key.value.utf8)).prefix(8).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}

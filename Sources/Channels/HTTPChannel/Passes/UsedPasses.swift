import Foundation
import Synchronization

/// The passes that were used up at this process, until they have expired.
///
/// Other processes do not know of them: a ticket that is stolen within its minute can be used once at each. It lets its
/// bearer read one answer, of one user, and nothing else.
final class UsedPasses: Sendable {
    static let most = 100_000

    private let used = Mutex<[String: Int]>([:])

    /// False: it was used before, or so many are in use that no more can be remembered.
    func use(_ pass: SignedPass, now: Date) -> Bool {
        used.withLock { used in
            if used.count >= Self.most {
                let time = now.timeIntervalSince1970
                used = used.filter { Double($0.value) > time }
            }
            guard used.count < Self.most, used[pass.nonce] == nil else { return false }
            used[pass.nonce] = pass.expiresAt
            return true
        }
    }
}

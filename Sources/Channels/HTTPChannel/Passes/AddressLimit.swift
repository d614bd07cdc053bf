import Foundation
import Synchronization

/// How often one address may do something: a bucket each, refilled evenly. In memory, so at each process by itself; what
/// holds for all of them together is the instance's `rate_limit`.
final class AddressLimit: Sendable {
    private static let mostAddresses = 20_000

    private struct Bucket {
        var left: Double
        var filledAt: Date
    }

    private let count: Double
    private let window: TimeInterval
    private let buckets = Mutex<[String: Bucket]>([:])

    init(_ count: Int, in window: TimeInterval) {
        self.count = Double(count)
        self.window = window
    }

    /// Nil: it may. Otherwise so long it has to wait.
    func wait(of address: String?, now: Date) -> Duration? {
        let key = Self.network(of: address ?? "")
        return buckets.withLock { buckets in
            // Those that are full again are as good as never seen.
            if buckets.count >= Self.mostAddresses, buckets[key] == nil {
                buckets = buckets.filter { now.timeIntervalSince($0.value.filledAt) < window }
                if buckets.count >= Self.mostAddresses { buckets.removeAll() }
            }
            var bucket = buckets[key] ?? Bucket(left: count, filledAt: now)
            let refilled = max(0, now.timeIntervalSince(bucket.filledAt)) * count / window
            bucket = Bucket(left: min(count, bucket.left + refilled), filledAt: now)
            defer { buckets[key] = bucket }
            guard bucket.left < 1 else {
                bucket.left -= 1
                return nil
            }
            return .seconds((1 - bucket.left) * window / count)
        }
    }

    /// One subscriber has a whole /64 of IPv6.
    private static func network(of address: String) -> String {
        guard address.contains(":"), !address.contains(".") else { return address }
        let groups = address.split(separator: ":", omittingEmptySubsequences: false)
        guard let gap = address.range(of: "::") else { return groups.prefix(4).joined(separator: ":") }
        let before = address[..<gap.lowerBound].split(separator: ":")
        return before.prefix(4).joined(separator: ":") + "::"
    }
}

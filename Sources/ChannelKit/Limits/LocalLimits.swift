import Synchronization

public import struct Foundation.Date

/// What one process counts, in memory: for tests, and for instances that are never run.
public final class LocalLimits: SharedLimits {
    private static let mostNames = 100_000

    private struct Bucket {
        var tokens: Double
        var drawnAt: Date
        var fullAt: Date
    }

    private let buckets = Mutex<[String: Bucket]>([:])
    private let now: @Sendable () -> Date

    public init(now: @escaping @Sendable () -> Date = { Date() }) {
        self.now = now
    }

    public func draw(_ name: String, count: Int, per window: Duration) async throws(ChannelError) -> Duration? {
        let now = now()
        let most = Double(max(count, 1))
        let pace = most / (window / .seconds(1))
        return buckets.withLock { buckets in
            if buckets.count >= Self.mostNames, buckets[name] == nil {
                // Those that are full again are as good as never seen. Of the others none is forgotten.
                buckets = buckets.filter { now < $0.value.fullAt }
                if buckets.count >= Self.mostNames { return window }
            }
            let old = buckets[name] ?? Bucket(tokens: most, drawnAt: now, fullAt: now)
            let tokens = min(most, old.tokens + max(0, now.timeIntervalSince(old.drawnAt)) * pace)
            // Adding up what comes in may fall short of one by a rounding error.
            guard tokens >= 1 - 1e-9 else { return .milliseconds(Int64(((1 - tokens) / pace * 1_000).rounded(.up))) }
            let left = tokens - 1
            buckets[name] = Bucket(
                tokens: left, drawnAt: now, fullAt: now.addingTimeInterval((most - left) / pace))
            return nil
        }
    }
}

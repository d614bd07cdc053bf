public import BotStore
public import ChannelKit
import Credentials

public import struct Foundation.Date

/// What a channel instance counts, kept in the store, and so known to every process on it.
public struct StoredLimits: SharedLimits {
    private let accounts: any AccountStore
    private let instance: String
    private let now: @Sendable () -> Date

    public init(accounts: any AccountStore, instance: String, now: @escaping @Sendable () -> Date = { Date() }) {
        self.accounts = accounts
        self.instance = instance
        self.now = now
    }

    public func draw(_ name: String, count: Int, per window: Duration) async throws(ChannelError) -> Duration? {
        // What is counted is not whose it was.
        let key = "limit:\(instance):\(Fingerprint.of(name, kind: "limit"))"
        let limit = AttemptLimit(key: key, limit: RateLimit(count: count, window: window))
        do { return try await accounts.attempt([limit], now: now()) } catch { throw ChannelError(store: error) }
    }
}

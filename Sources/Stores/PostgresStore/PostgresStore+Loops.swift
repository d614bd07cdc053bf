public import BotStore
import PostgresClient

/// Loops that one process at a time may run.
extension PostgresStore {
    public var leaseTimeout: Duration { configuration.leaseTimeout }

    /// By the lease's own connection: a database that is slow for everything else must not cost the loop.
    public func holdLoop(of channel: String) async throws(StoreError) -> Bool {
        let query = PostgresQuery(
            StoreFunction.holdLoop,
            [.int(replica), .text(channel), .int(configuration.lease.storedMilliseconds)])
        do {
            return try await leasePool.run([query])[0].first?.bool(0) ?? false
        } catch {
            throw StoreError(postgres: error)
        }
    }

    public func releaseLoop(of channel: String) async throws(StoreError) {
        try await perform(StoreFunction.releaseLoop, [.int(replica), .text(channel)])
    }
}

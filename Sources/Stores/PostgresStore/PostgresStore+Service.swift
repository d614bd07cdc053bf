public import BotStore
import PostgresClient
import Synchronization

extension PostgresStore {
    public func serve(channels: [String]) async throws(StoreError) {
        service.withLock { $0 = channels }
        try await writeService()
    }

    /// Of this process's own row, whose lease need not be good: what is written counts while it is. Nothing is written where
    /// it stands there already.
    ///
    /// What has changed meanwhile is written as well: whoever changed it may have been quicker, and this call come last.
    func writeService() async throws(StoreError) {
        var channels: [String]
        repeat {
            channels = service.withLock { $0 }
            try await perform(StoreQuery.serve, [.int(replica), .texts(channels)])
        } while channels != service.withLock { $0 }
    }
}

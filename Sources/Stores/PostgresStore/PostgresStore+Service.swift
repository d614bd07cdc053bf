public import BotStore
import PostgresClient
import Synchronization

extension PostgresStore {
    public func serve(channels: [String]) async throws(StoreError) {
        service.withLock { $0.change(to: channels) }
        try await writeService()
    }

    /// Of this process's own row, whose lease need not be good: what is written counts while it is.
    func writeService() async throws(StoreError) {
        guard let channels = service.withLock({ $0.unwritten }) else { return }
        try await perform(StoreQuery.serve, [.int(replica), .texts(channels)])
        service.withLock { $0.written(channels) }
    }
}

import BotStore
import SQLiteStore

extension FaultyStore: QueueObserving {
    var load: StoreLoad { base.load }

    func queueCounts() async throws(StoreError) -> [QueueCount] { try await base.queueCounts() }
}

import BotStore
import Foundation
import Synchronization
import Testing

@testable import BotRuntime

struct UpkeepTests {
    @Test(.timeLimit(.minutes(1)))
    func `what deduplication need not remember is removed soon after the start and every hour, in batches`()
        async throws
    {
        let clock = TestClock()
        let calls = Mutex<[(age: Double, limit: Int)]>([])
        let rows = Mutex(2 * Upkeep.batch + 1)
        var store = try await FaultyStore()
        store.onPrune = { (before, limit) throws(StoreError) in
            calls.withLock { $0.append((clock.now.timeIntervalSince(before), limit)) }
            return rows.withLock { rows in
                defer { rows -= min(rows, limit) }
                return min(rows, limit)
            }
        }
        let core = Core.test(store, clock: clock)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await Upkeep(core: core, deduplicateFor: .seconds(15 * 86_400)).run() }
            await clock.sleepers(1)
            clock.advance(59)
            #expect(calls.withLock { $0.isEmpty })
            clock.advance(1)
            await clock.sleepers(1)
            clock.advance(0.1)
            await clock.sleepers(1)
            clock.advance(0.1)
            await clock.sleepers(1)
            #expect(calls.withLock { $0.count } == 3)
            clock.advance(3_599)
            #expect(calls.withLock { $0.count } == 3)
            clock.advance(1)
            await clock.sleepers(1)
            #expect(calls.withLock { $0.count } == 4)
            group.cancelAll()
        }
        #expect(calls.withLock { $0.allSatisfy { $0.age == 15 * 86_400 && $0.limit == Upkeep.batch } })
    }
}

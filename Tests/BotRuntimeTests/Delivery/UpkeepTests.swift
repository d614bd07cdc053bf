import BotStore
import ChannelKit
import Foundation
import Synchronization
import Testing

@testable import BotRuntime

struct UpkeepTests {
    @Test(.timeLimit(.minutes(5)))
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

    @Test(.timeLimit(.minutes(5)))
    func
        `old messages are deleted step by step once nothing else is to be forgotten, so many in one run, and the next goes on`()
        async throws
    {
        let clock = TestClock()
        let steps = Mutex<[(age: Double, after: MessageID?)]>([])
        let isPruned = Mutex(false)
        var store = try await FaultyStore()
        store.onPrune = { (_, _) throws(StoreError) in
            isPruned.withLock { isPruned in
                defer { isPruned = true }
                return isPruned ? 0 : Upkeep.batch
            }
        }
        store.onExpire = { (before, after) throws(StoreError) in
            #expect(isPruned.withLock { $0 })
            let next = (after?.rawValue ?? 0) + 500
            steps.withLock { $0.append((clock.now.timeIntervalSince(before), after)) }
            // There is more than one run may do.
            return ExpiredMessages(messages: 500, next: next > 120_000 ? nil : MessageID(next))
        }
        let core = Core.test(store, clock: clock)
        await withTaskGroup(of: Void.self) { group in
            let upkeep = Upkeep(
                core: core, deduplicateFor: .seconds(15 * 86_400), keepMessagesFor: .seconds(90 * 86_400))
            group.addTask { try? await upkeep.run() }
            await clock.sleepers(1)
            clock.advance(60)
            await clock.sleepers(1)
            #expect(steps.withLock { $0.isEmpty }, "first what deduplication remembers")
            for _ in 0...MessageExpiry.mostSteps {
                clock.advance(0.1)
                await clock.sleepers(1)
            }
            #expect(steps.withLock { $0.count } == MessageExpiry.mostSteps, "so many and no more")
            clock.advance(3_600)
            await clock.sleepers(1)
            let resumed = steps.withLock { $0[MessageExpiry.mostSteps].after }
            #expect(resumed == MessageID(Int64(MessageExpiry.mostSteps * 500)), "where the run before left off")
            group.cancelAll()
        }
        #expect(steps.withLock { $0.allSatisfy { $0.age == 90 * 86_400 } })
    }
}

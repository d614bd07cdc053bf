import BotStore
import ChannelKit
import Logging
import Synchronization
import Testing

@testable import BotRuntime

struct ReceptionTests {
    @Test(.timeLimit(.minutes(5)))
    func `repeated lines of one who listens take room like any other, until their turn is over`() async throws {
        let core = Core.test(try await FaultyStore(), pendingLimit: 3)
        let reception = Reception.lines(core, whenFull: .refuse)
        for _ in 0..<3 { _ = try await reception.receive("1") }
        #expect(core.capacity.used == 3)
        await #expect(throws: ChannelError.overloaded(retryAfter: .seconds(2))) {
            _ = try await reception.receive("1", by: LineChannel())
        }
        #expect(try await core.store.pendingTurns() == 3)
        var turns = core.turns.work.makeAsyncIterator()
        let begun = try #require(await turns.next())
        await TurnRunner(core: core, channels: [:]).run(begun)
        #expect(core.capacity.used == 0)
        #expect(try await core.store.pendingTurns() == 0)
        #expect(try await core.store.pendingReplies(channels: ["web"]) == 3)
    }

    @Test(.timeLimit(.minutes(5)))
    func `when the store has no room, a request is refused and keeps none`() async throws {
        var store = try await FaultyStore()
        store.onAccept = { (_) throws(StoreError) in throw StoreError(.overloaded, "full") }
        let core = Core.test(store)
        let reception = Reception.lines(core, whenFull: .refuse)
        await #expect(throws: ChannelError.overloaded(retryAfter: .seconds(2))) { _ = try await reception.receive("1") }
        #expect(core.capacity.used == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `when the store has no room, a loop waits until it has`() async throws {
        var store = try await FaultyStore()
        let tried = Mutex(0)
        store.onAccept = { (_) throws(StoreError) in
            let count = tried.withLock { tried in
                tried += 1
                return tried
            }
            if count < 3 { throw StoreError(.overloaded, "full") }
        }
        let core = Core.test(store)
        let reception = Reception.lines(core, whenFull: .wait)
        _ = try await reception.receive("1")
        #expect(tried.withLock { $0 } == 3)
        #expect(core.capacity.used == 1)
    }
}

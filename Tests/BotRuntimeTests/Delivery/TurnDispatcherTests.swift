import BotStore
import ChannelKit
import SQLiteStore
import Testing

@testable import BotRuntime

struct TurnDispatcherTests {
    @Test(.timeLimit(.minutes(1)))
    func `callers of turns that an operator deletes are told, and their room is given back`() async throws {
        let store = try await FaultyStore()
        let core = Core.test(store, pendingLimit: 2_000)
        let dispatcher = TurnDispatcher(core: core, channels: [:])
        let running = try await core.begin("one", id: "1")
        var waiting: [LiveTurn] = []
        for id in 2...600 {
            guard case .queued(let turn) = try await core.accept("more", id: "\(id)") else {
                return #expect(Bool(false), "the lane is busy")
            }
            waiting.append(core.board.turn(turn, until: .now + .seconds(60)))
        }
        #expect(await dispatcher.findLost(after: nil) != nil)
        #expect(core.capacity.used == 600)
        #expect(core.board.count == 600)
        try await store.base.clean()
        _ = await dispatcher.findLost(after: nil)
        for turn in waiting { #expect(try await turn.result() == .deleted) }
        #expect(core.capacity.used == 1)
        await TurnRunner(core: core, channels: [:]).run(running)
        #expect(core.capacity.used == 0)
    }

    @Test(.timeLimit(.minutes(1)))
    func `room of deleted turns that nobody waits for comes back when nothing runs`() async throws {
        let store = try await FaultyStore()
        let core = Core.test(store)
        let dispatcher = TurnDispatcher(core: core, channels: [:])
        let running = try await core.begin("one", id: "1")
        _ = try await core.accept("two", id: "2", caller: .absent)
        _ = await dispatcher.findLost(after: nil)
        #expect(core.capacity.used == 2)
        try await store.base.clean()
        _ = await dispatcher.findLost(after: nil)
        #expect(core.capacity.used == 2)
        await TurnRunner(core: core, channels: [:]).run(running)
        #expect(core.capacity.used == 1)
        #expect(core.capacity.reserve(1))
        _ = await dispatcher.findLost(after: nil)
        #expect(core.capacity.used == 2)
        core.capacity.settle(1, keeping: 0)
        _ = await dispatcher.findLost(after: nil)
        #expect(core.capacity.used == 0)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a caller whose turn waits on is not disturbed`() async throws {
        let core = Core.test(try await FaultyStore())
        let running = try await core.begin("one", id: "1")
        guard case .queued(let second) = try await core.accept("two", id: "2") else {
            return #expect(Bool(false), "the lane is busy")
        }
        let waiting = core.board.turn(second, until: .now + .seconds(60))
        _ = await TurnDispatcher(core: core, channels: [:]).findLost(after: nil)
        await TurnRunner(core: core, channels: [:]).run(running)
        guard case .answered = try await waiting.result() else {
            return #expect(Bool(false), "the second is answered")
        }
    }
}

import BotModel
import BotStore
import ChannelKit
import SQLiteStore
import Testing

@testable import BotRuntime

struct TurnDispatcherTests {
    @Test(.timeLimit(.minutes(5)))
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

    @Test(.timeLimit(.minutes(5)))
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

    @Test(.timeLimit(.minutes(5)))
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

    @Test(.timeLimit(.minutes(5)))
    func `what is over when turns are begun gives its room back`() async throws {
        var store = try await FaultyStore()
        store.onComplete = { (completion) throws(StoreError) in
            if completion.turn.messageID == "2" { throw StoreError(.corrupt, "the row") }
        }
        let core = Core.test(store)
        let runner = TurnRunner(core: core, channels: [:])
        await runner.run(try await core.begin("one", id: "1", caller: .listens))
        let broken = try await core.begin("two", id: "2", caller: .listens)
        // A repetition, whose place in the lane comes when the turn before it is over.
        _ = try await core.accept("one", id: "1", caller: .listens)
        #expect(core.capacity.used == 2)
        await runner.run(broken)
        #expect(core.capacity.used == 1)
        #expect(await TurnDispatcher(core: core, channels: [:]).beginBatch() == 0)
        #expect(core.capacity.used == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `room of a queued turn that an operator drops comes back at the next look, while others run`() async throws {
        let store = try await FaultyStore()
        let core = Core.test(store)
        let dispatcher = TurnDispatcher(core: core, channels: [:])
        let running = try await core.begin("one", id: "1", caller: .absent)
        guard case .queued(let absent) = try await core.accept("two", id: "2", caller: .absent),
            case .queued(let collects) = try await core.accept("three", id: "3")
        else { return #expect(Bool(false), "the lane is busy") }
        let waiting = core.board.turn(collects, until: .now + .seconds(60))
        #expect(core.capacity.used == 3)
        for turn in [absent, collects] { #expect(try await store.base.dropTurn(turn, now: core.now())) }
        _ = await dispatcher.beginBatch()
        #expect(core.capacity.used == 1)
        _ = await dispatcher.findLost(after: nil)
        guard case .failed = try await waiting.result() else { return #expect(Bool(false), "its caller is told") }
        #expect(core.capacity.used == 1)
        await TurnRunner(core: core, channels: [:]).run(running)
        _ = await dispatcher.beginBatch()
        _ = await dispatcher.findLost(after: nil)
        #expect(core.capacity.used == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a turn that an operator asks for again takes room once`() async throws {
        let store = try await FaultyStore()
        let clock = TestClock()
        let model = CountingModel(failing: [
            ModelError(.filtered, detail: "no"), ModelError(.overloaded, detail: "529"),
        ])
        let core = Core.test(store, model: model, clock: clock)
        let runner = TurnRunner(core: core, channels: [:])
        let failed = try await core.begin("one", id: "1", caller: .absent)
        await runner.run(failed)
        #expect(core.capacity.used == 0)
        #expect(try await store.base.retryTurn(failed.turn.id, now: clock.now))
        let dispatcher = TurnDispatcher(core: core, channels: [:])
        var begun = core.turns.work.makeAsyncIterator()
        #expect(await dispatcher.beginBatch() == 1)
        #expect(core.capacity.used == 1)
        await runner.run(try #require(await begun.next()))
        clock.advance(10)
        #expect(await dispatcher.beginBatch() == 1)
        let again = try #require(await begun.next())
        #expect(again.turn.attempt == 3)
        #expect(core.capacity.used == 1)
        await runner.run(again)
        #expect(core.capacity.used == 0)
    }
}

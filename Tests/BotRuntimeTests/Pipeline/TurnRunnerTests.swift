import BotModel
import BotStore
import ChannelKit
import Testing

@testable import BotRuntime

struct TurnRunnerTests {
    @Test(.timeLimit(.minutes(1)))
    func `an end that the store takes without the lane's next turn is stored as it is`() async throws {
        var store = try await FaultyStore()
        store.onComplete = { (completion) throws(StoreError) in
            if completion.mayBeginNext { throw StoreError(.corrupt, "the next row") }
        }
        let core = Core.test(store)
        let begun = try await core.begin("hi", id: "1")
        await TurnRunner(core: core, streams: [:]).run(begun)
        guard case .answered = try await begun.live.result() else {
            return #expect(Bool(false), "the answer was there")
        }
        #expect(core.capacity.used == 0)
    }

    @Test(.timeLimit(.minutes(1)), arguments: [StoreError.Code.corrupt, .invalid])
    func `an answer that the store will never take ends the turn as failed`(_ code: StoreError.Code) async throws {
        var store = try await FaultyStore()
        store.onComplete = { (completion) throws(StoreError) in
            if case .answered = completion.end { throw StoreError(code, "the answer") }
        }
        let core = Core.test(store)
        let begun = try await core.begin("hi", id: "1")
        await TurnRunner(core: core, streams: [:]).run(begun)
        guard case .failed(let failure) = try await begun.live.result() else {
            return #expect(Bool(false), "there is no answer")
        }
        #expect(failure.error.code == "internal_error")
        #expect(failure.recorded)
        guard case .failed(let recorded)? = try await store.outcome(of: begun.turn.id) else {
            return #expect(Bool(false), "the failure is recorded")
        }
        #expect(recorded.code == "internal_error")
        #expect(core.capacity.used == 0)
    }

    @Test(.timeLimit(.minutes(1)))
    func `when no end at all is taken, the caller is told and the room is given back`() async throws {
        var store = try await FaultyStore()
        store.onComplete = { (_) throws(StoreError) in throw StoreError(.corrupt, "the row") }
        let core = Core.test(store)
        let begun = try await core.begin("hi", id: "1")
        await TurnRunner(core: core, streams: [:]).run(begun)
        guard case .failed(let failure) = try await begun.live.result() else {
            return #expect(Bool(false), "there is no answer")
        }
        #expect(failure.error.code == "internal_error")
        #expect(core.capacity.used == 0)
        #expect(core.board.count == 0)
    }
}

import BotModel
import BotStore
import ChannelKit
import Foundation
import Synchronization
import Testing

@testable import BotRuntime

/// A failing model, where nobody waits.
struct PostponementTests {
    private let clock = TestClock()

    @Test(.timeLimit(.minutes(5)))
    func `a turn is asked again, its lane held, and nothing of it is doubled`() async throws {
        let store = try await FaultyStore()
        let model = CountingModel(failing: [ModelError(.failed, detail: "500"), ModelError(.badKey, detail: "401")])
        let core = Core.test(store, model: model, clock: clock)
        let runner = TurnRunner(core: core, channels: core.web())
        let first = try await core.begin("one", id: "1", caller: .absent)
        _ = try await core.accept("two", id: "2", caller: .absent)
        await runner.run(first)
        #expect(model.asked == ["one"])
        #expect(core.capacity.used == 2)
        #expect(core.board.count == 0)
        for _ in 0..<2 {
            #expect(try await core.beginDue().isEmpty)
            clock.advance(4)
            for turn in try await core.beginDue() { await runner.run(turn) }
        }
        #expect(model.asked == ["one", "one", "one", "two"])
        #expect(model.sent.last == ["user: one", "assistant: fine", "user: two"])
        #expect(core.capacity.used == 0)
        let replies = try await store.takeReplies(channels: ["web"], limit: 10, now: clock.now)
        // The first was taken when it was completed.
        #expect(replies.count <= 1)
        #expect(try await store.pendingReplies(channels: ["web"]) == 2)
    }

    @Test(.timeLimit(.minutes(5)))
    func `the pauses grow from two seconds to five minutes, and the last attempt is at the end of the time`()
        async throws
    {
        let core = Core.test(try await FaultyStore(), clock: clock)
        let runner = TurnRunner(core: core, channels: core.web())
        let begun = try await core.begin("one", id: "1", caller: .absent)
        var turn = begun.turn
        let error = ModelError(.overloaded, detail: "529")
        for (attempt, longest) in [(1, 2.0), (2, 4), (3, 8), (8, 256), (9, 300), (50, 300)] {
            turn.attempt = attempt
            for _ in 0..<50 {
                let time = try #require(runner.nextAttempt(at: turn, after: error))
                let pause = time.timeIntervalSince(clock.now)
                #expect(pause >= longest / 2 - 0.001 && pause <= longest + 0.001)
            }
        }
        clock.advance(3_599)
        #expect(runner.nextAttempt(at: turn, after: error) == turn.acceptedAt.addingTimeInterval(3_600))
        clock.advance(1)
        #expect(runner.nextAttempt(at: turn, after: error) == nil)
    }

    @Test(.timeLimit(.minutes(5)))
    func `the time that the model names is waited for, and one beyond the turn's own until that is over`() async throws
    {
        let core = Core.test(try await FaultyStore(), clock: clock)
        let runner = TurnRunner(core: core, channels: core.web())
        let turn = try await core.begin("one", id: "1", caller: .absent).turn
        let asked = ModelError(.rateLimited, retryAfter: .seconds(600), detail: "429")
        let time = try #require(runner.nextAttempt(at: turn, after: asked))
        #expect((600...661).contains(time.timeIntervalSince(clock.now)))
        let later = ModelError(.rateLimited, retryAfter: .seconds(86_400), detail: "429")
        let limit = turn.acceptedAt.addingTimeInterval(3_600)
        #expect(runner.nextAttempt(at: turn, after: later) == limit)
        clock.advance(3_001)
        #expect(runner.nextAttempt(at: turn, after: asked) == limit)
        clock.advance(599)
        #expect(runner.nextAttempt(at: turn, after: asked) == nil)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a spent quota is asked about once a minute at most, until the time is over`() async throws {
        let core = Core.test(try await FaultyStore(), clock: clock)
        let runner = TurnRunner(core: core, channels: core.web())
        var turn = try await core.begin("one", id: "1", caller: .absent).turn
        let spent = ModelError(.quota, detail: "spent")
        let time = try #require(runner.nextAttempt(at: turn, after: spent))
        #expect((60...66.1).contains(time.timeIntervalSince(clock.now)))
        turn.attempt = 50
        #expect(try #require(runner.nextAttempt(at: turn, after: spent)).timeIntervalSince(clock.now) >= 150)
        clock.advance(3_590)
        #expect(runner.nextAttempt(at: turn, after: spent) == turn.acceptedAt.addingTimeInterval(3_600))
    }

    @Test(
        "what will not pass is not asked again, and nothing is where somebody waits",
        arguments: ModelError.Code.allCases)
    func codes(_ code: ModelError.Code) async throws {
        let core = Core.test(try await FaultyStore(), clock: clock)
        let runner = TurnRunner(core: core, channels: core.web())
        var turn = try await core.begin("one", id: "1", caller: .absent).turn
        let isLasting = [.rejected, .contextTooLong, .filtered, .refused, .cancelled].contains(code)
        #expect((runner.nextAttempt(at: turn, after: ModelError(code, detail: "")) == nil) == isLasting)
        for caller in [Caller.collects, .listens] {
            turn.caller = caller
            #expect(runner.nextAttempt(at: turn, after: ModelError(code, detail: "")) == nil)
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `when the time is over the turn is a dead letter, its sender gets one apology, and the lane goes on`()
        async throws
    {
        let store = try await FaultyStore()
        let model = CountingModel(failing: [ModelError(.failed, detail: "1"), ModelError(.failed, detail: "2")])
        let core = Core.test(store, model: model, clock: clock)
        let runner = TurnRunner(core: core, channels: core.web())
        let first = try await core.begin("one", id: "1", caller: .absent)
        await runner.run(first)
        clock.advance(3_600)
        _ = try await core.accept("two", id: "2", caller: .absent)
        for turn in try await core.beginDue() { await runner.run(turn) }
        guard case .failed(let error)? = try await store.outcome(of: first.turn.id) else {
            return #expect(Bool(false), "the first has failed")
        }
        #expect(error.code == "model_failed")
        // What was not answered was said all the same.
        #expect(model.asked == ["one", "one", "one\n\ntwo"])
        #expect(!(model.sent.last ?? []).contains { $0.contains("Sorry") })
        let texts = Texts()
        await core.sendAll { (reply, _) throws(ChannelError) in
            texts.add(reply.body)
            return Receipt()
        }
        #expect(texts.all == [ChannelPolicy().apology, "fine"])
    }

    @Test(.timeLimit(.minutes(5)))
    func `without an apology nothing is said`() async throws {
        let store = try await FaultyStore()
        let model = CountingModel(failing: [ModelError(.refused, detail: "no")])
        let core = Core.test(store, model: model, clock: clock)
        var policy = ChannelPolicy()
        policy.apology = nil
        await TurnRunner(core: core, channels: core.web(policy: policy))
            .run(try await core.begin("one", id: "1", caller: .absent))
        #expect(try await store.pendingReplies(channels: ["web"]) == 0)
        #expect(core.capacity.used == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a store that does not take the postponement for a while is asked again`() async throws {
        var store = try await FaultyStore()
        let tries = Mutex(0)
        store.onPostpone = { (_) throws(StoreError) in
            let count = tries.withLock { tries in
                tries += 1
                return tries
            }
            if count == 1 { throw StoreError(.full, "the disk") }
        }
        let core = Core.test(
            store, model: CountingModel(failing: [ModelError(.failed, detail: "500")]), clock: clock)
        let begun = try await core.begin("one", id: "1", caller: .absent)
        async let run: Void = TurnRunner(core: core, channels: core.web()).run(begun)
        await clock.sleepers(1)
        clock.advance(1)
        await run
        #expect(tries.withLock { $0 } == 2)
        #expect(try await store.pendingTurns() == 1)
    }
}

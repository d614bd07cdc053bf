import BotModel
import BotStore
import ChannelKit
import Testing

@testable import BotRuntime

struct TurnRunnerTests {
    @Test(.timeLimit(.minutes(5)))
    func `an end that the store takes without the lane's next turn is stored as it is`() async throws {
        var store = try await FaultyStore()
        store.onComplete = { (completion) throws(StoreError) in
            if completion.mayBeginNext { throw StoreError(.corrupt, "the next row") }
        }
        let core = Core.test(store)
        let begun = try await core.begin("hi", id: "1")
        await TurnRunner(core: core, channels: [:]).run(begun)
        guard case .answered = try await begun.live.result() else {
            return #expect(Bool(false), "the answer was there")
        }
        #expect(core.capacity.used == 0)
    }

    @Test(.timeLimit(.minutes(5)), arguments: [StoreError.Code.corrupt, .invalid])
    func `an answer that the store will never take ends the turn as failed`(_ code: StoreError.Code) async throws {
        var store = try await FaultyStore()
        store.onComplete = { (completion) throws(StoreError) in
            if case .answered = completion.end { throw StoreError(code, "the answer") }
        }
        let core = Core.test(store)
        let begun = try await core.begin("hi", id: "1")
        await TurnRunner(core: core, channels: [:]).run(begun)
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

    @Test(.timeLimit(.minutes(5)))
    func `when no end at all is taken, the caller is told and the room is given back`() async throws {
        var store = try await FaultyStore()
        store.onComplete = { (_) throws(StoreError) in throw StoreError(.corrupt, "the row") }
        store.onAbandon = { (_) throws(StoreError) in throw StoreError(.corrupt, "the row") }
        let core = Core.test(store)
        let begun = try await core.begin("hi", id: "1")
        await TurnRunner(core: core, channels: [:]).run(begun)
        guard case .failed(let failure) = try await begun.live.result() else {
            return #expect(Bool(false), "there is no answer")
        }
        #expect(failure.error.code == "internal_error")
        #expect(core.capacity.used == 0)
        #expect(core.board.count == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a turn whose every end is refused ends by its id, is told, and its lane goes on`() async throws {
        var store = try await FaultyStore()
        store.onComplete = { (completion) throws(StoreError) in
            if completion.turn.messageID == "1" { throw StoreError(.corrupt, "the row") }
        }
        let core = Core.test(store)
        let begun = try await core.begin("one", id: "1", caller: .listens)
        _ = try await core.accept("two", id: "2", caller: .listens)
        let runner = TurnRunner(core: core, channels: [:])
        await runner.run(begun)
        guard case .failed(let recorded)? = try await store.outcome(of: begun.turn.id) else {
            return #expect(Bool(false), "the failure is recorded")
        }
        #expect(recorded.code == "internal_error")
        #expect(core.outbox.inHand == 1)
        let next = try await core.beginDue()
        #expect(next.map(\.turn.messageID) == ["2"])
        for turn in next { await runner.run(turn) }
        #expect(core.capacity.used == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `lines of a pipe wait for as long as those before them take`() async throws {
        let store = try await FaultyStore()
        let clock = TestClock()
        let model = CountingModel()
        let core = Core.test(store, model: model, clock: clock)
        let first = try await core.begin("one", id: "1", caller: .listens)
        _ = try await core.accept("two", id: "2", caller: .listens)
        clock.advance(3600)
        await TurnRunner(core: core, channels: [:]).run(first)
        #expect(model.asked == ["one", "two"])
    }

    @Test(.timeLimit(.minutes(5)))
    func `a turn whose caller's time is over when its place comes fails without asking the model`() async throws {
        let store = try await FaultyStore()
        let clock = TestClock()
        let model = CountingModel()
        let core = Core.test(store, model: model, clock: clock)
        let first = try await core.begin("one", id: "1", caller: .absent)
        guard case .queued(let second) = try await core.accept("two", id: "2", caller: .collects) else {
            return #expect(Bool(false), "the lane is busy")
        }
        clock.advance(60)
        await TurnRunner(core: core, channels: [:]).run(first)
        #expect(model.asked == ["one"])
        guard case .failed(let error)? = try await store.outcome(of: second) else {
            return #expect(Bool(false), "the second has failed")
        }
        #expect(error.code == "model_timeout")
        let again = try await core.begin("two", id: "2", caller: .collects)
        await TurnRunner(core: core, channels: [:]).run(again)
        #expect(model.asked == ["one", "two"])
    }

    @Test(.timeLimit(.minutes(5)))
    func `a turn that waited has only the rest of its caller's time, an absent caller's has all`() async throws {
        let store = try await FaultyStore()
        let clock = TestClock()
        let model = CountingModel()
        let core = Core.test(store, model: model, clock: clock)
        let before = ContinuousClock.now
        let first = try await core.begin("one", id: "1", caller: .absent)
        _ = try await core.accept("two", id: "2", caller: .collects)
        _ = try await core.accept("three", id: "3", caller: .absent)
        clock.advance(40)
        await TurnRunner(core: core, channels: [:]).run(first)
        let left = model.deadlines.map { $0 - before }
        #expect(left.count == 3)
        #expect(left[0] >= .seconds(60))
        #expect(left[1] >= .seconds(20) && left[1] < .seconds(40))
        #expect(left[2] >= .seconds(60))
    }

    @Test(.timeLimit(.minutes(5)))
    func `a turn that an earlier process accepted is asked, however long ago that was`() async throws {
        let store = try await FaultyStore()
        let clock = TestClock()
        let turn = try await Core.test(store, clock: clock).begin("one", id: "1").turn
        clock.advance(3600)
        let model = CountingModel()
        let core = Core.test(store, model: model, clock: clock)
        await TurnRunner(core: core, channels: [:]).run(core.begin(turn))
        #expect(model.asked == ["one"])
    }

    /// Shows a piece and does not come back from it, cancelled or not.
    private struct StuckChannel: ReplyStreaming {
        typealias Settings = LineChannel.Settings

        static let type: ChannelType = "stuck"
        let shown = Texts()
        let stuck: AsyncStream<Void>

        init(stuck: AsyncStream<Void>) { self.stuck = stuck }
        init(settings: Settings, context: ChannelContext) { stuck = AsyncStream { $0.finish() } }

        var streamsReplies: Bool { true }

        func stream(_ piece: String, to address: ReplyAddress) async {
            shown.add(piece)
            await Task.detached { for await _ in stuck {} }.value
        }

        func receive(_ delivery: String, from: Principal) async throws(ChannelError) -> [InboundEvent] { [] }
        func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt { Receipt() }
    }

    /// Goes on when its first piece has been shown.
    private struct ShownModel: LanguageModel {
        let shown: Texts

        func reply(to request: ModelRequest, draft: any ReplyDraft) async throws(ModelError) -> ModelReply {
            draft.append("fi")
            await shown.wait(for: 1)
            return ModelReply(text: "fine")
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `a channel that does not come back from showing a reply keeps no answer from being stored`() async throws {
        let store = try await FaultyStore()
        let (stuck, release) = AsyncStream.makeStream(of: Void.self)
        let channel = StuckChannel(stuck: stuck)
        let core = Core.test(store, model: ShownModel(shown: channel.shown))
        let begun = try await core.begin("hi", id: "1", caller: .listens)
        await TurnRunner(core: core, channels: core.web(channel)).run(begun)
        guard case .answered(let answer)? = try await store.outcome(of: begun.turn.id) else {
            return #expect(Bool(false), "it is answered")
        }
        #expect(answer.text == "fine")
        release.finish()
    }
}

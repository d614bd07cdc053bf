import BotModel
import BotStore
import ChannelKit
import Testing

@testable import BotRuntime

/// Turns that are more, or less, than one question to the model.
struct TurnPlanRunningTests {
    private static let merging: ChannelPolicy = {
        var policy = ChannelPolicy()
        policy.overlap = .merge(window: .zero)
        return policy
    }()

    /// Takes messages as a channel does, and runs what is begun.
    private func tell(
        _ core: Core, _ contents: [String], policy: ChannelPolicy = ChannelPolicy(), caller: Caller = .absent
    ) async throws -> [TurnTicket] {
        let reception = Reception.lines(core, policy: policy)
        var tickets: [TurnTicket] = []
        for content in contents {
            let outcome = try await reception.receive(content) { message in
                (message.content, message.caller) = (content, caller)
            }
            guard case .admitted(let admissions) = outcome, case .turn(let ticket)? = admissions.first else { continue }
            tickets.append(ticket)
        }
        return tickets
    }

    private func runOne(_ core: Core, policy: ChannelPolicy = ChannelPolicy()) async throws {
        var turns = core.turns.work.makeAsyncIterator()
        let begun = try #require(await turns.next())
        await TurnRunner(core: core, channels: core.web(policy: policy)).run(begun)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a command is answered without the model, and is no part of what the model is sent`() async throws {
        let model = CountingModel()
        let core = Core.test(try await FaultyStore(), model: model)
        _ = try await tell(core, ["/start", "hi"])
        try await runOne(core)
        #expect(model.sent == [["user: hi"]])
        let texts = Texts()
        await core.sendAll { (reply, _) throws(ChannelError) in
            texts.add(reply.body)
            return Receipt()
        }
        #expect(texts.all == [ChannelPolicy().commandReplies[.start], "fine"])
        #expect(core.capacity.used == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `whoever has opted out is not answered until they opt in`() async throws {
        let model = CountingModel()
        let core = Core.test(try await FaultyStore(), model: model)
        #expect(try await tell(core, ["/stop"]).count == 1)
        try await runOne(core)
        #expect(try await tell(core, ["hello?"]).isEmpty)
        #expect(core.capacity.used == 0)
        #expect(try await tell(core, ["/start"]).count == 1)
        try await runOne(core)
        #expect(try await tell(core, ["thanks"]).count == 1)
        try await runOne(core)
        #expect(model.asked == ["thanks"])
    }

    @Test(.timeLimit(.minutes(5)))
    func `a reset begins a new conversation`() async throws {
        let model = CountingModel()
        let core = Core.test(try await FaultyStore(), model: model)
        _ = try await tell(core, ["one", "/reset", "two"])
        try await runOne(core)
        #expect(model.sent == [["user: one"], ["user: two"]])
    }

    @Test(.timeLimit(.minutes(5)), arguments: [Caller.collects, .absent])
    func `messages that come while a turn runs become one, and every caller gets its reply`(_ caller: Caller)
        async throws
    {
        let model = CountingModel()
        let core = Core.test(try await FaultyStore(), model: model)
        let running = try await core.begin("zero", id: "0", caller: caller)
        let tickets = try await tell(core, ["one", "two", "three"], policy: Self.merging, caller: caller)
        #expect(tickets.count == 3)
        #expect(core.capacity.used == 4)
        await TurnRunner(core: core, channels: core.web(policy: Self.merging)).run(running)
        for begun in try await core.beginDue() {
            await TurnRunner(core: core, channels: core.web(policy: Self.merging)).run(begun)
        }
        #expect(model.asked == ["zero", "one\n\ntwo\n\nthree"])
        for ticket in tickets {
            guard case .answered(let answer) = try await ticket.result() else {
                return #expect(Bool(false), "every caller gets the reply")
            }
            #expect(answer.text == "fine")
        }
        #expect(core.capacity.used == 0)
        #expect(core.board.count == 0)
        #expect(try await core.store.pendingTurns() == 0)
        let replies = caller == .absent ? 2 : 0
        #expect(try await core.store.pendingReplies(channels: ["web"]) == replies)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a reply is stored in the parts that the channel splits it into, for whoever it is sent to`() async throws {
        struct Talkative: LanguageModel {
            func reply(to request: ModelRequest, draft: any ReplyDraft) async throws(ModelError) -> ModelReply {
                ModelReply(text: "first|second|third")
            }
        }
        let core = Core.test(try await FaultyStore(), model: Talkative())
        let runner = TurnRunner(core: core, channels: core.web())
        await runner.run(try await core.begin("hi", id: "1", caller: .absent))
        let collected = try await core.begin("hi", id: "2", at: "bob", caller: .collects)
        await runner.run(collected)
        let texts = Texts()
        await core.sendAll { (reply, _) throws(ChannelError) in
            texts.add(reply.body)
            return Receipt()
        }
        #expect(texts.all == ["first", "second", "third"])
        guard case .answered(let answer) = try await collected.live.result() else {
            return #expect(Bool(false), "it was answered")
        }
        #expect(answer.text == "first|second|third")
    }

    @Test(.timeLimit(.minutes(5)))
    func `messages of one side in a row are one message for the model`() async throws {
        let core = Core.test(try await FaultyStore())
        var turn = try await core.begin("four", id: "1").turn
        turn.history = [(.user, "one"), (.user, "two"), (.assistant, "three"), (.user, "so?")].map(Turn.Message.init)
        turn.merged = ["five"]
        let request = ModelRequest(for: core.begin(turn), system: "Be kind")
        #expect(
            request.messages == [
                .init(role: .user, content: "one\n\ntwo"), .init(role: .assistant, content: "three"),
                .init(role: .user, content: "so?\n\nfour\n\nfive"),
            ])
    }
}

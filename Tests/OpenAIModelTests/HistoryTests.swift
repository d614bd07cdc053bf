import BotModel
import FakeOpenAI
import Testing

@testable import OpenAIModel

@Suite struct HistoryTests {
    @Test func `a text is estimated at a third of its bytes and four more`() {
        #expect(TokenEstimate.tokens("") == 4)
        #expect(TokenEstimate.tokens("abc") == 5)
        #expect(TokenEstimate.tokens("abcd") == 6)
        #expect(TokenEstimate.tokens("日本") == 6)
    }

    @Test func `without a budget everything is sent`() {
        let request = ModelRequest.conversation(turns: 5)
        #expect(HistoryWindow(request).cut(to: nil).messages.count == 11)
    }

    @Test(arguments: 1...2000) func `a cut is at the border of a turn and fits`(_ budget: Int) {
        let request = ModelRequest.conversation(turns: 5)
        let cut = HistoryWindow(request).cut(to: budget)
        #expect(cut.messages.first?.role == .user)
        #expect(cut.messages.last == request.messages.last)
        #expect(cut.estimate <= budget || cut.messages.count == 1)
    }

    @Test func `the last message is always sent`() {
        #expect(HistoryWindow(.conversation(turns: 5)).cut(to: 1).messages.map(\.content) == ["the last question"])
    }

    @Test func `a greeting at the start is a turn of its own`() {
        var request = ModelRequest.conversation(turns: 0)
        request.messages.insert(.init(role: .assistant, content: "Hello! How can I help you?"), at: 0)
        #expect(HistoryWindow(request).cut(to: nil).messages.count == 2)
        #expect(HistoryWindow(request).cut(to: 20).messages.map(\.role) == [.user])
    }

    @Test func `a window in tokens cuts what is sent, less the room for the reply`() async throws {
        func sent(window: Int, reply: Int?) async throws -> Int {
            try await Fixture.with(
                [],
                {
                    $0.contextTokens = window
                    $0.tokenLimit = reply
                }
            ) { fixture in
                _ = try await fixture.model.reply(to: .conversation(turns: 5), draft: RecordingDraft())
                return fixture.fake.requests.first?.messages.count ?? 0
            }
        }
        #expect(try await sent(window: 100_000, reply: nil) == 12)
        #expect(try await sent(window: 500, reply: nil) == 6)
        #expect(try await sent(window: 500, reply: 200) == 4)
    }

    @Test func `the estimate is corrected by what the upstream reports`() {
        let tokens = TokenEstimate()
        #expect(tokens.estimated(1000) == 1000)
        for _ in 0..<50 { tokens.learn(estimate: 100, actual: 200) }
        #expect((500...501).contains(tokens.estimated(1000)))
        for _ in 0..<50 { tokens.learn(estimate: 1, actual: 1_000_000) }
        #expect((250...251).contains(tokens.estimated(1000)))
        tokens.learn(estimate: 0, actual: 5)
        tokens.learn(estimate: 5, actual: 0)
        #expect((250...251).contains(tokens.estimated(1000)))
    }

    @Test func `a context that is too long is asked once more, with fewer whole turns`() async throws {
        try await Fixture.with([.contextTooLong, .reply("Yes.")]) { fixture in
            let reply = try await fixture.model.reply(to: .conversation(turns: 6), draft: RecordingDraft())
            #expect(reply.text == "Yes.")
            let sent = fixture.fake.requests.map(\.messages)
            #expect(sent.count == 2)
            #expect(sent[0].count == 14)
            #expect(sent[1].count < 10)
            #expect(sent[1].first?.role == "system")
            #expect(sent[1].dropFirst().first?.role == "user")
            #expect(sent[1].last?.content == "the last question")
        }
    }

    @Test func `a context that is still too long is given up`() async throws {
        try await Fixture.with { fixture in
            fixture.fake.setDefault(.contextTooLong)
            let failure = await #expect(throws: ModelError.self) {
                try await fixture.model.reply(to: .conversation(turns: 6), draft: RecordingDraft())
            }
            #expect(failure?.code == .contextTooLong)
            #expect(fixture.fake.requestCount == 2)
        }
    }

    @Test func `a single message that is too long is given up at once`() async throws {
        try await Fixture.with { fixture in
            fixture.fake.setDefault(.contextTooLong)
            #expect(await fixture.failure()?.code == .contextTooLong)
            #expect(fixture.fake.requestCount == 1)
        }
    }

    @Test func `the shorter question is not counted among the retries`() async throws {
        try await Fixture.with([.status(500), .contextTooLong, .status(500), .reply("Yes.")]) { fixture in
            let reply = try await fixture.model.reply(to: .conversation(turns: 6), draft: RecordingDraft())
            #expect(reply.text == "Yes.")
            #expect(fixture.fake.requests.map(\.messages.count).suffix(2).allSatisfy { $0 < 14 })
        }
    }
}

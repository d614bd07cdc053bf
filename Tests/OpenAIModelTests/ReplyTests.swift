import BotModel
import FakeOpenAI
import Testing

@testable import OpenAIModel

@Suite struct ReplyTests {
    @Test func `gives the text piece by piece and then whole`() async throws {
        try await Fixture.with([.reply("One two three.", pieces: 3)]) { fixture in
            let draft = RecordingDraft()
            let reply = try await fixture.ask(draft: draft)
            #expect(reply.text == "One two three.")
            #expect(draft.pieces.count == 3)
            #expect(draft.text == reply.text)
        }
    }

    @Test func `reports the finish reason, the model's name and what it cost`() async throws {
        try await Fixture.with([.reply("Yes.", finishReason: "length", usage: (40, 2))]) { fixture in
            let reply = try await fixture.ask()
            #expect(reply.finishReason == "length")
            #expect(reply.model == "fake-model")
            #expect(reply.usage == TokenUsage(prompt: 40, completion: 2))
        }
    }

    @Test func `has no usage where the server sends none`() async throws {
        try await Fixture.with([.reply("Yes.", usage: nil)]) { fixture in
            let reply = try await fixture.ask()
            #expect(reply.usage == nil)
        }
    }

    private static let document =
        #"{"model":"m","choices":[{"message":{"content":"All at once."},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4}}"#

    @Test func `accepts a whole completion from a server that does not stream`() async throws {
        try await Fixture.with([.document(Self.document)]) { fixture in
            let draft = RecordingDraft()
            let reply = try await fixture.ask(draft: draft)
            #expect(reply.text == "All at once.")
            #expect(reply.usage == TokenUsage(prompt: 3, completion: 4))
            #expect(draft.text == "All at once.")
        }
    }

    /// Documents: how long the end of a stream is waited for is a matter of time.
    @Test func `uses a connection again`() async throws {
        try await Fixture.with(Array(repeating: .document(Self.document), count: 5)) { fixture in
            for _ in 0..<5 { _ = try await fixture.ask() }
            #expect(fixture.fake.requestCount == 5)
            #expect(fixture.fake.acceptedConnections == 1)
        }
    }

    @Test func `gives the reply when the stream stays open after [DONE]`() async throws {
        try await Fixture.with([.events([Chunk.text("Hi."), "[DONE]"], then: .hang)]) { fixture in
            let reply = try await fixture.ask()
            #expect(reply.text == "Hi.")
            await fixture.fake.waitForClosedByPeer(1)
        }
    }

    @Test func `gives the reply when the stream stays open after the finish reason`() async throws {
        try await Fixture.with([.events([Chunk.text("Hi."), Chunk.finish("stop")], then: .hang)]) { fixture in
            let reply = try await fixture.ask()
            #expect(reply.text == "Hi.")
        }
    }

    @Test func `gives the reply when the connection is reset after the finish reason`() async throws {
        try await Fixture.with([.events([Chunk.text("Hi."), Chunk.finish("stop")], then: .close)]) { fixture in
            let reply = try await fixture.ask()
            #expect(reply.text == "Hi.")
            #expect(fixture.fake.requestCount == 1)
        }
    }

    @Test func `does not follow a redirect with the key`() async throws {
        try await Fixture.with { target in
            try await Fixture.with([
                .document("", status: 307, headers: ["Location": target.fake.baseURL + "/chat/completions"])
            ]) { fixture in
                #expect(await fixture.failure()?.code == .rejected)
            }
            #expect(target.fake.requestCount == 0)
        }
    }

    @Test(.timeLimit(.minutes(2))) func `a thousand questions wait at once, and all are answered`() async throws {
        try await Fixture.with { fixture in
            fixture.fake.setDefault(
                FakeOpenAI.Behaviour.choose { request in
                    .reply(request.lastUserMessage, latency: .milliseconds(500))
                })
            let replies = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<1000 {
                    group.addTask { try await fixture.ask("number \(number)").text == "number \(number)" }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(replies == 1000)
        }
    }
}

import BotModel
import FakeOpenAI
import Testing

@testable import OpenAIModel

@Suite struct CompletionRuleTests {
    @Test func `a stream that ends cleanly with neither a finish reason nor [DONE] is cut off, not an answer`()
        async throws
    {
        try await Fixture.with([.cut(after: "Half a")]) { fixture in
            let failure = await fixture.failure(draft: RecordingDraft(isShown: true))
            #expect(failure?.code == .cutOff)
            #expect(failure?.partial == "Half a")
            #expect(fixture.fake.requestCount == 1)
        }
    }

    @Test(arguments: [FakeOpenAI.Behaviour.disconnect(after: "Half a"), .reset(after: "Half a")])
    func `a connection that breaks in the middle is cut off`(_ behaviour: FakeOpenAI.Behaviour) async throws {
        try await Fixture.with([behaviour]) { fixture in
            let failure = await fixture.failure(draft: RecordingDraft(isShown: true))
            #expect(failure?.code == .cutOff)
            #expect(fixture.fake.requestCount == 1)
        }
    }

    @Test func `what a reply has cost that broke off is told where the upstream has said it`() async throws {
        let chunk = #"{"choices":[{"delta":{"content":"Half a"}}],"usage":{"prompt_tokens":40,"completion_tokens":2}}"#
        try await Fixture.with([.events([chunk], then: .close)]) { fixture in
            let failure = await fixture.failure(draft: RecordingDraft(isShown: true))
            #expect(failure?.code == .cutOff)
            #expect(failure?.usage == TokenUsage(prompt: 40, completion: 2))
        }
    }

    @Test func `half a chunk at the end is a cut, not bad JSON`() async throws {
        let half = Array("data: \(Chunk.text("Hi"))\n\ndata: {\"choi".utf8)
        try await Fixture.with([.body([half])]) { fixture in
            #expect(await fixture.failure(draft: RecordingDraft(isShown: true))?.code == .cutOff)
        }
    }

    @Test func `[DONE] without an empty line behind it counts`() async throws {
        let body = Array("data: \(Chunk.text("Hi"))\n\ndata: [DONE]".utf8)
        try await Fixture.with([.body([body])]) { fixture in
            let reply = try await fixture.ask()
            #expect(reply.text == "Hi")
        }
    }

    @Test func `what comes after [DONE] is ignored`() async throws {
        try await Fixture.with([.events([Chunk.text("Hi"), "[DONE]", Chunk.text(" and more"), "rubbish"])]) { fixture in
            let reply = try await fixture.ask()
            #expect(reply.text == "Hi")
        }
    }

    @Test func `a chunk that is no JSON is malformed`() async throws {
        try await Fixture.with([.malformed(after: "Half a")]) { fixture in
            let failure = await fixture.failure(draft: RecordingDraft(isShown: true))
            #expect(failure?.code == .malformed)
            #expect(failure?.partial == "Half a")
        }
    }

    @Test func `text survives borders inside a character`() async throws {
        let bytes = Array("data: \(Chunk.text("größer 😀"))\n\ndata: [DONE]\n\n".utf8)
        try await Fixture.with([.body(bytes.map { [$0] })]) { fixture in
            let reply = try await fixture.ask()
            #expect(reply.text == "größer 😀")
        }
    }
}

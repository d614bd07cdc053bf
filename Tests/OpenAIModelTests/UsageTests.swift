import BotModel
import FakeOpenAI
import Testing

@testable import OpenAIModel

/// What a turn's calls have cost together. The question and "Half" are estimated at six tokens each.
@Suite("What calls have cost", .timeLimit(.minutes(2)))
struct UsageTests {
    @Test func `is summed where a call broke off and was made again`() async throws {
        let chunk = #"{"choices":[{"delta":{"content":"Half"}}],"usage":{"prompt_tokens":40,"completion_tokens":2}}"#
        let script = [FakeOpenAI.Behaviour.events([chunk], then: .close), .reply("Whole.", usage: (11, 7))]
        try await Fixture.with(script) { fixture in
            let reply = try await fixture.ask()
            #expect(reply.usage == TokenUsage(prompt: 51, completion: 9))
        }
    }

    @Test func `is estimated of a call that broke off and reported nothing`() async throws {
        try await Fixture.with([.cut(after: "Half"), .reply("Whole.", usage: (11, 7))]) { fixture in
            let reply = try await fixture.ask()
            #expect(reply.usage == TokenUsage(prompt: 17, completion: 13))
        }
    }

    @Test func `is told of all calls where none brought a reply, and is nothing of one that was refused`() async throws
    {
        try await Fixture.with([.cut(after: "Half"), .status(500), .cut(after: "Half")]) { fixture in
            #expect(await fixture.failure()?.usage == TokenUsage(prompt: 12, completion: 12))
        }
        try await Fixture.with([.status(500), .status(429), .status(500)]) { fixture in
            let failure = await fixture.failure()
            #expect(failure != nil && failure?.usage == nil)
        }
    }

    @Test func `is an estimate of a call that was left by whoever asked`() async throws {
        let atOnce = try await left(.hang)
        #expect(atOnce == TokenUsage(prompt: 6, completion: 0))
        let later = try await left(.hang(after: "Half"), pieces: 1)
        #expect(later == TokenUsage(prompt: 6, completion: 6))
    }

    @Test func `is that of what was sent, not of a history that does not fit`() async throws {
        let usage = try await left(.hang, .conversation(turns: 10)) { $0.contextTokens = 20 }
        #expect(usage == TokenUsage(prompt: 17, completion: 0))
    }

    @Test func `is nothing where one is left while it waits after a refusal`() async throws {
        let fake = try await FakeOpenAI.start(default: .rateLimited(after: "50"))
        let (pauses, continuation) = AsyncStream.makeStream(of: Duration.self)
        let pause = Pause(
            sleep: {
                continuation.yield($0); try await Task.sleep(for: .seconds(600))
            }, random: { 0 })
        let model = OpenAIModel(.init(baseURL: fake.baseURL, model: "m"), logger: .quiet, pause: pause)
        let asking = Task {
            try await model.reply(to: .question("Hello?", within: .seconds(600)), draft: RecordingDraft())
        }
        for await _ in pauses { break }
        asking.cancel()
        let failure = await #expect(throws: ModelError.self) { try await asking.value }
        #expect(failure?.code == .cancelled)
        #expect(failure?.usage == nil)
        await model.shutdown()
        try await fake.stop()
    }

    @Test func `is nothing of a call that was never sent`() async throws {
        let change = { (configuration: inout OpenAIModel.Configuration) in
            configuration.maxConnections = 1
            configuration.connectTimeout = .seconds(600)
        }
        try await Fixture.with([.hang], change) { fixture in
            let first = Task { await fixture.failure(within: .seconds(600)) }
            await fixture.fake.waitForRequests(1)
            let second = Task { await fixture.failure(within: .seconds(600)) }
            // As a rule it comes as far as waiting for the connection that the first one has.
            for _ in 0..<100 { await Task.yield() }
            second.cancel()
            let failure = await second.value
            #expect(failure?.code == .cancelled)
            #expect(failure?.usage == nil)
            first.cancel()
            _ = await first.value
            #expect(fixture.fake.requestCount == 1)
        }
    }

    /// What a call has cost that is cancelled when so many pieces of its answer have come.
    private func left(
        _ behaviour: FakeOpenAI.Behaviour, _ request: ModelRequest = .question("Hello?", within: .seconds(600)),
        pieces: Int = 0,
        _ change: (inout OpenAIModel.Configuration) -> Void = { _ in }
    ) async throws -> TokenUsage? {
        try await Fixture.with([behaviour], change) { fixture in
            let draft = RecordingDraft()
            let asking = Task { try await fixture.model.reply(to: request, draft: draft) }
            await fixture.fake.waitForRequests(1)
            while draft.pieces.count < pieces { await Task.yield() }
            asking.cancel()
            let failure = await #expect(throws: ModelError.self) { try await asking.value }
            #expect(failure?.code == .cancelled)
            return failure?.usage
        }
    }
}

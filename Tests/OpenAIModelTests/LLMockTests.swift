import BotModel
import Foundation
import Logging
import Testing

@testable import OpenAIModel

/// The driver against LLMock, a server that injects faults and judges how a client takes them.
///
/// `Tests/Integration/llmock.py` starts it, gives each of the models below its faults, runs these tests, and reads the
/// verdict: that is the other half of each test.
@Suite(
    .enabled(if: ProcessInfo.processInfo.environment["LLMOCK_URL"] != nil, "asked for with LLMOCK_URL"), .serialized,
    .timeLimit(.minutes(2)))
struct LLMockTests {
    private func ask(
        _ scenario: String, messages: [ModelRequest.Message] = [], draft: RecordingDraft = RecordingDraft()
    ) async throws -> ModelReply {
        let url = ProcessInfo.processInfo.environment["LLMOCK_URL"] ?? ""
        let model = OpenAIModel(
            .init(baseURL: "\(url)/v1", model: scenario, apiKey: "none", idleTimeout: .seconds(1)), logger: .quiet)
        // No two scenarios send the same bytes: LLMock takes those for the same call.
        var request = ModelRequest.question("Hello from \(scenario)!")
        request.messages = messages + request.messages
        do {
            let reply = try await model.reply(to: request, draft: draft)
            await model.shutdown()
            return reply
        } catch {
            await model.shutdown()
            throw error
        }
    }

    private func failure(_ scenario: String, draft: RecordingDraft = RecordingDraft()) async -> ModelError? {
        await #expect(throws: ModelError.self) { try await ask(scenario, draft: draft) }
    }

    @Test func `a reply`() async throws {
        let reply = try await ask("plain")
        #expect(!reply.text.isEmpty)
        #expect(reply.finishReason == "stop")
        #expect((reply.usage?.prompt ?? 0) > 0)
    }

    @Test(arguments: ["rate-limited-twice", "failing-twice", "overloaded-once", "disconnected-once", "stalled-once"])
    func `a fault that passes`(_ scenario: String) async throws {
        let draft = RecordingDraft()
        let reply = try await ask(scenario, draft: draft)
        #expect(!reply.text.isEmpty)
        #expect(draft.text == reply.text)
    }

    @Test(arguments: ["truncated-once", "malformed-once"])
    func `a broken stream that nobody has seen is started over`(_ scenario: String) async throws {
        let draft = RecordingDraft()
        let reply = try await ask(scenario, draft: draft)
        #expect(draft.text == reply.text)
        #expect(draft.restarts == 1)
    }

    @Test(arguments: [("failing", ModelError.Code.failed), ("rate-limited", .rateLimited), ("disconnected", .cutOff)])
    func `a fault that stays`(_ scenario: String, _ code: ModelError.Code) async {
        #expect(await failure(scenario)?.code == code)
    }

    @Test(arguments: [("bad-key", ModelError.Code.badKey), ("no-such-model", .notFound), ("unprocessable", .rejected)])
    func `a refusal`(_ scenario: String, _ code: ModelError.Code) async {
        #expect(await failure(scenario)?.code == code)
    }

    @Test func `a context that is too long is shortened once`() async throws {
        let old = ModelRequest.conversation(turns: 4).messages.dropLast()
        let reply = try await ask("context-too-long-once", messages: Array(old))
        #expect(!reply.text.isEmpty)
    }

    @Test func `an answer that a filter stopped`() async {
        #expect(await failure("filtered")?.code == .filtered)
    }

    /// The one thing that LLMock finds fault with: it wants a retry, which would show its reader two beginnings.
    @Test func `a truncated stream that somebody has seen is told to be incomplete`() async {
        let failure = await failure("truncated-and-shown", draft: RecordingDraft(isShown: true))
        #expect(failure?.code == .cutOff)
        #expect(failure?.partial?.isEmpty == false)
    }
}

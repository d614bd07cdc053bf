import BotModel
import BotStore
import ChannelKit
import Synchronization
import Testing

@testable import BotRuntime

/// What a turn counts that ends without an answer.
struct UsedTurnTests {
    /// Writes a piece, then waits to be cancelled.
    private struct EndlessModel: LanguageModel {
        let shown: Texts

        func reply(to request: ModelRequest, draft: any ReplyDraft) async throws(ModelError) -> ModelReply {
            draft.append("Half an answer")
            shown.add("asked")
            let (never, continuation) = AsyncStream.makeStream(of: Void.self)
            for await _ in never {}
            withExtendedLifetime(continuation) {}
            let usage = TokenUsage(prompt: 14, completion: 9)
            throw ModelError(.cancelled, partial: "Half an answer", usage: usage, detail: "by the caller")
        }
    }

    private final class Used: Sendable {
        private let found = Mutex<[TurnCompletion.Usage?]>([])
        var all: [TurnCompletion.Usage?] { found.withLock { $0 } }
        func add(_ usage: TurnCompletion.Usage?) { found.withLock { $0.append(usage) } }
    }

    /// What is recorded of a turn that one error ends.
    private func used(by error: ModelError) async throws -> TurnCompletion.Usage? {
        var store = try await FaultyStore()
        let used = Used()
        store.onComplete = { (completion) throws(StoreError) in used.add(completion.used) }
        let core = Core.test(store, model: CountingModel(failing: [error]))
        await TurnRunner(core: core, channels: [:]).run(try await core.begin("hi", id: "1"))
        #expect(used.all.count == 1)
        return used.all.first ?? nil
    }

    @Test(.timeLimit(.minutes(5)))
    func `a turn that its user cancels counts what the model says that it has cost`() async throws {
        var store = try await FaultyStore()
        let used = Used()
        store.onComplete = { (completion) throws(StoreError) in used.add(completion.used) }
        let shown = Texts()
        let core = Core.test(store, model: EndlessModel(shown: shown))
        let begun = try await core.begin("A question of thirty letters..", id: "1")
        async let run: Void = TurnRunner(core: core, channels: [:]).run(begun)
        await shown.wait(for: 1)
        #expect(begun.live.cancel())
        await run
        let usage = try #require(used.all.first ?? nil)
        #expect(usage.promptTokens == 14)
        #expect(usage.completionTokens == 9)
    }

    @Test(.timeLimit(.minutes(5)))
    func `what the upstream said of a reply that broke off is what counts`() async throws {
        let usage = try await used(
            by: ModelError(.refused, usage: TokenUsage(prompt: 40, completion: 2), detail: "refused"))
        #expect(usage?.promptTokens == 40)
        #expect(usage?.completionTokens == 2)
    }

    @Test(
        "a turn that is put off counts what it has cost so far, as no turn", .timeLimit(.minutes(5)),
        arguments: [ModelError.Code.cutOff, .cancelled])
    func putOff(_ code: ModelError.Code) async throws {
        let store = try await FaultyStore()
        let error = ModelError(code, usage: TokenUsage(prompt: 40, completion: 2), detail: "")
        let core = Core.test(store, model: CountingModel(failing: [error]))
        let begun = try await core.begin("hi", id: "1", caller: .absent)
        await TurnRunner(core: core, channels: core.web()).run(begun)
        #expect(try await store.outcome(of: begun.turn.id) == .pending)
        let days = try await store.base.usage(by: .day, from: nil, to: nil, limit: 10)
        #expect(days.map(\.promptTokens) == [40])
        #expect(days.map(\.completionTokens) == [2])
        #expect(days.map(\.turns) == [0])
    }

    @Test(.timeLimit(.minutes(5)))
    func `an answer that the store does not take has cost what it has cost`() async throws {
        struct Answering: LanguageModel {
            func reply(to request: ModelRequest, draft: any ReplyDraft) async throws(ModelError) -> ModelReply {
                ModelReply(text: "fine", usage: TokenUsage(prompt: 40, completion: 2))
            }
        }
        var store = try await FaultyStore()
        store.onComplete = { (completion) throws(StoreError) in
            if case .answered = completion.end { throw StoreError(.invalid, "the answer") }
        }
        let core = Core.test(store, model: Answering())
        await TurnRunner(core: core, channels: [:]).run(try await core.begin("hi", id: "1"))
        let days = try await store.base.usage(by: .day, from: nil, to: nil, limit: 10)
        #expect(days.map(\.promptTokens) == [40])
        #expect(days.map(\.completionTokens) == [2])
        #expect(days.map(\.turns) == [0])
    }

    @Test(.timeLimit(.minutes(5)))
    func `what the upstream never took counts nothing`() async throws {
        #expect(try await used(by: ModelError(.badKey, detail: "401")) == nil)
    }
}

import BotModel
import BotStore
import ChannelKit
import HTTPTypes
import Synchronization
import Testing

@testable import BotRuntime

@Suite struct MetricsScrapeTests {
    /// A model that is asked twice each time, and answers.
    private struct Stutterer: LanguageModel {
        func reply(to request: ModelRequest, draft: any ReplyDraft) async throws(ModelError) -> ModelReply {
            draft.append("no, ")
            guard draft.restart() else { throw ModelError(.cutOff, detail: "shown already") }
            draft.append("fine")
            return ModelReply(text: "fine", usage: TokenUsage(prompt: 12, completion: 3))
        }
    }

    private func scrape(_ core: Core, _ health: HealthBoard = HealthBoard()) async -> String {
        let request = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/metrics")
        // However busy the machine is.
        let answer = await AdminRoutes(core: core, health: health, patience: .seconds(300)).table
            .answer(HTTPDelivery(request: request, requestID: "r"))
        guard case .bytes(let bytes) = answer.body else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static var web: HealthBoard {
        let health = HealthBoard()
        health.set("web", .up)
        return health
    }

    @Test func `a turn is counted, and each of its stages is measured`() async throws {
        let core = Core.test(try await FaultyStore(), model: Stutterer())
        let begun = try await core.begin("hello", id: "1", caller: .listens)
        await TurnRunner(core: core, channels: core.web()).run(begun)
        await core.sending(by: AbleChannel()) { await core.settle() }
        let text = await scrape(core)
        for line in [
            #"bot_turns_total{channel="web",outcome="answered"} 1"#,
            #"bot_model_calls_total{channel="web",outcome="retried"} 1"#,
            #"bot_model_calls_total{channel="web",outcome="answered"} 1"#,
            #"bot_model_tokens_total{channel="web",direction="input"} 12"#,
            #"bot_model_tokens_total{channel="web",direction="output"} 3"#,
            #"bot_sends_total{channel="web",outcome="sent"} 1"#,
            #"bot_turn_duration_seconds_count{channel="web"} 1"#,
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
        for stage in ["queue", "model_first_token", "model", "complete", "send"] {
            #expect(
                text.contains("bot_stage_duration_seconds_count{channel=\"web\",stage=\"\(stage)\"} 1\n"), "\(stage)")
        }
    }

    @Test func `a delivery is counted by what became of it, and its writing down is measured`() async throws {
        let core = Core.test(try await FaultyStore(), pendingLimit: 1)
        let reception = Reception.lines(core)
        _ = try await reception.receive("1")
        await #expect(throws: ChannelError.self) { _ = try await reception.receive("2") }
        let text = await scrape(core)
        #expect(text.contains("bot_deliveries_total{channel=\"web\",outcome=\"accepted\"} 1\n"))
        #expect(text.contains("bot_deliveries_total{channel=\"web\",outcome=\"overloaded\"} 1\n"))
        #expect(text.contains("bot_events_total{channel=\"web\",outcome=\"accepted\"} 1\n"))
        #expect(text.contains("bot_stage_duration_seconds_count{channel=\"web\",stage=\"accept\"} 1\n"))
    }

    @Test func `a failure is counted by its code, and a call of the model by the upstream's`() async throws {
        let core = Core.test(
            try await FaultyStore(), model: CountingModel(failing: [ModelError(.badKey, detail: "401")]))
        let begun = try await core.begin("hello", id: "1")
        await TurnRunner(core: core, channels: core.web()).run(begun)
        let text = await scrape(core)
        #expect(text.contains("bot_turns_total{channel=\"web\",outcome=\"model_failed\"} 1\n"))
        #expect(text.contains("bot_model_calls_total{channel=\"web\",outcome=\"bad_key\"} 1\n"))
    }

    @Test func `what waits, the oldest of it, and dead letters are shown; a channel without any has noughts`()
        async throws
    {
        let clock = TestClock()
        let core = Core.test(
            try await FaultyStore(), model: CountingModel(failing: [ModelError(.badKey, detail: "401")]),
            clock: clock)
        let health = Self.web
        health.set("idle", .failed)
        let failing = try await core.begin("one", id: "1", at: "alice")
        await TurnRunner(core: core, channels: core.web()).run(failing)
        _ = try await core.begin("two", id: "2", at: "bob")
        try await core.accept("three", id: "3", at: "bob")
        clock.advance(90)
        let text = await scrape(core, health)
        for line in [
            #"bot_inbox_messages{channel="web",state="queued"} 1"#,
            #"bot_inbox_messages{channel="web",state="running"} 1"#,
            #"bot_inbox_messages{channel="idle",state="queued"} 0"#,
            #"bot_inbox_oldest_age_seconds{channel="web"} 90"#,
            #"bot_inbox_oldest_age_seconds{channel="idle"} 0"#,
            #"bot_dead_letters{channel="web",queue="inbox"} 1"#,
            #"bot_dead_letters{channel="web",queue="outbox"} 0"#,
            #"bot_channel_up{channel="web"} 1"#, #"bot_channel_up{channel="idle"} 0"#,
            "bot_store_up 1", #"bot_store_connections{state="idle"} 1"#,
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
    }

    @Test func `a store that fails is said to be down, and what was counted is shown all the same`() async throws {
        var store = try await FaultyStore()
        store.onPing = { () throws(StoreError) in throw StoreError(.full, "the disk") }
        let core = Core.test(store)
        core.metrics.count(.sends, "sent", channel: "web")
        let text = await scrape(core, Self.web)
        #expect(text.contains("bot_store_up 0\n"))
        #expect(text.contains("bot_sends_total{channel=\"web\",outcome=\"sent\"} 1\n"))
        #expect(!text.contains("bot_inbox_messages"))
    }
}

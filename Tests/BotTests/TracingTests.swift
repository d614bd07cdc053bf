import BotHarness
import FakeGraph
import FakeOpenAI
import Foundation
import Testing

/// A message's way as a collector sees it.
@Suite("Tracing", .timeLimit(.minutes(2)))
struct TracingTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"
    private static let caller = "b7ad6b7169203331"
    private static let parent = "00-\(trace)-\(caller)-01"

    private struct Span: Decodable {
        var traceId: String
        var spanId: String
        var parentSpanId: String?
        var name: String
        var startTimeUnixNano: String
        var endTimeUnixNano: String
    }

    private struct Document: Decodable {
        struct Resource: Decodable { var scopeSpans: [Scope] }
        struct Scope: Decodable { var spans: [Span] }
        var resourceSpans: [Resource]
    }

    /// A bot with a REST channel and a number, a model and a collector.
    private struct Scene {
        let graph: FakeGraph
        let model: FakeOpenAI
        let collector: FakeOpenAI
        let home: BotProcess.Home
        let bot: BotProcess
        let caller: Caller

        static func played(isTraced: Bool = true, _ body: (Scene) async throws -> Void) async throws -> [Span] {
            let (graph, model) = (try await FakeGraph.start(), try await FakeOpenAI.start())
            let collector = try await FakeOpenAI.start()
            collector.setDefault(.document("{}"))
            model.setDefault(.choose { .reply("re: \($0.lastUserMessage)") })
            let home = try BotProcess.Home()
            defer { home.remove() }
            let tracing = isTraced ? "tracing: { otlp_url: \"\(collector.baseURL)/traces\" }" : ""
            let whatsapp = """
                  support:
                    type: whatsapp
                    app_secret: \(graph.account.appSecret)
                    verify_token: v
                    access_token: \(graph.token)
                    phone_number_id: "\(graph.account.numbers.min() ?? "")"
                    graph_url: \(graph.url)
                \(tracing)
                """
            let file = try home.write(Bots.configuration(home: home, model: model.baseURL, extra: whatsapp))
            let bot = try BotProcess(["run", "--config", file])
            let scene = Scene(
                graph: graph, model: model, collector: collector, home: home, bot: bot,
                caller: Caller(try await bot.address()))
            try await body(scene)
            #expect(await bot.terminate() == .exited(0))
            let spans = collector.requests.flatMap { request in
                (try? JSONDecoder().decode(Document.self, from: request.body))?.resourceSpans
                    .flatMap(\.scopeSpans).flatMap(\.spans) ?? []
            }
            let said = collector.requests.map { String(decoding: $0.body, as: UTF8.self) }.joined()
            for secret in ["the question", Bots.apiKey, "sk-secret", "16505551234"] { #expect(!said.contains(secret)) }
            try await graph.stop()
            try await model.stop()
            try await collector.stop()
            return spans
        }

        func say(_ text: String, traceparent: String?) async throws -> Int {
            let token = try await caller.token(apiKey: Bots.apiKey)
            var headers = ["Authorization": "Bearer \(token)", "Content-Type": "application/json"]
            headers["traceparent"] = traceparent
            return try await caller.send("POST", "/chat", headers: headers, body: "{\"content\":\"\(text)\"}").status
        }

        func post(_ text: String, id: String, traceparent: String) async throws {
            let webhook = graph.textWebhook(text, id: id, from: "16505551234")
            let headers = ["X-Hub-Signature-256": webhook.signature, "traceparent": traceparent]
            let answer = try await caller.send(
                "POST", "/chat/whatsapp", headers: headers, body: String(decoding: webhook.body, as: UTF8.self))
            #expect(answer.status == 200)
        }
    }

    @Test("follows a request through every stage, and gives the trace on to the model's server")
    func request() async throws {
        let spans = try await Scene.played { scene in
            let status = try await scene.say("the question", traceparent: Self.parent)
            #expect(status == 200)
            let sent = try #require(scene.model.requests.last?.header("traceparent"))
            #expect(sent.hasPrefix("00-\(Self.trace)-") && !sent.contains(Self.caller))
        }
        let own = spans.filter { $0.traceId == Self.trace }
        let byName = Dictionary(own.map { ($0.name, $0) }) { first, _ in first }
        #expect(Set(byName.keys) == ["HTTP POST", "accept", "queue", "turn", "chat", "complete"])
        let server = try #require(byName["HTTP POST"])
        #expect(server.parentSpanId == Self.caller)
        for name in ["accept", "queue", "turn"] { #expect(byName[name]?.parentSpanId == server.spanId, "\(name)") }
        for name in ["chat", "complete"] { #expect(byName[name]?.parentSpanId == byName["turn"]?.spanId, "\(name)") }
        for span in spans { #expect(Int(span.startTimeUnixNano) ?? 0 <= Int(span.endTimeUnixNano) ?? 0) }
    }

    @Test("keeps a message that waits in its lane in the trace that brought it, and a reply that waits for nothing")
    func lane() async throws {
        let other = "1bf7651916cd43dd8448eb211c80319d"
        let spans = try await Scene.played { scene in
            let gate = FakeOpenAI.Gate()
            scene.model.script([.reply("one", then: gate, ".")])
            try await scene.post("the question", id: "wamid.1", traceparent: Self.parent)
            await scene.model.waitForRequests(1)
            try await scene.post("the question again", id: "wamid.2", traceparent: "00-\(other)-\(Self.caller)-01")
            gate.open()
            await scene.graph.waitForMessages(2)
            let traces = scene.graph.requests.compactMap { $0.header("traceparent") }
            let isThere = traces.contains { $0.contains(Self.trace) }
            #expect(isThere)
        }
        for trace in [Self.trace, other] {
            let names = spans.filter { $0.traceId == trace }.map(\.name)
            let expected =
                ["HTTP POST", "accept", "queue", "turn", "chat", "complete"] + (trace == Self.trace ? ["send"] : [])
            for name in expected {
                let count = names.filter { $0 == name }.count
                #expect(count == 1, "\(trace) \(name) \(names)")
            }
        }
    }

    @Test("waits for no collector")
    func deadCollector() async throws {
        _ = try await Scene.played { scene in
            scene.collector.setDefault(.hang)
            for number in 0..<20 {
                let status = try await scene.say("the question \(number)", traceparent: nil)
                #expect(status == 200)
            }
        }
    }

    @Test("sends no trace anywhere where none is configured")
    func off() async throws {
        let spans = try await Scene.played(isTraced: false) { scene in
            let status = try await scene.say("the question", traceparent: Self.parent)
            #expect(status == 200)
            #expect(scene.model.requests.last?.header("traceparent") == nil)
        }
        #expect(spans.isEmpty)
    }
}

import BotHarness
import FakeGraph
import FakeOpenAI
import Foundation
import GRDB
import Testing

/// A bot whose store fails for a while: one message is answered before, one is being answered when it begins, one comes
/// while it lasts.
struct Outage {
    /// What `/health/ready` may call it.
    var words: Set<String>
    /// What the log says of it.
    var clue: String
    var begin: () async throws -> Void
    var end: () async throws -> Void

    /// - Parameter folder: where the database is, on the disk that fails.
    func run(in folder: URL) async throws {
        let graph = try await FakeGraph.start()
        let model = try await FakeOpenAI.start()
        // What is asked when it begins is answered when it has begun.
        let gate = FakeOpenAI.Gate()
        model.setDefault(
            .choose { request in
                let said = request.lastUserMessage
                return said == "held" ? .reply("re: ", then: gate, said) : .reply("re: \(said)")
            })
        let home = try BotProcess.Home()
        defer { home.remove() }
        let file = try home.write(Self.configuration(graph, model, folder: folder))
        let bot = try BotProcess(["run", "--config", file])
        do {
            try await go(through: bot, graph, model, gate)
        } catch {
            await bot.kill()
            throw error
        }
        let rows = try await DatabaseQueue(path: folder.appending(path: "bot.sqlite").path).read { db in
            try String.fetchAll(db, sql: "SELECT content || ' ' || state FROM inbox ORDER BY id")
        }
        #expect(rows == ["first answered", "held answered", "second answered"], "what was refused left no row")
        try await graph.stop()
        try await model.stop()
    }

    private func go(
        through bot: BotProcess, _ graph: FakeGraph, _ model: FakeOpenAI, _ gate: FakeOpenAI.Gate
    ) async throws {
        let caller = Caller(try await bot.address())
        let admin = Caller(try await bot.address(after: "admin listening"))
        let token = try await caller.token(apiKey: Bots.apiKey)
        func post(_ text: String) async throws -> Caller.Answer {
            let webhook = graph.textWebhook(text, id: "wamid.\(text)", from: "16505551234")
            return try await caller.send(
                "POST", "/chat/whatsapp", headers: ["X-Hub-Signature-256": webhook.signature],
                body: String(decoding: webhook.body, as: UTF8.self))
        }
        #expect(try await post("first").status == 200)
        await graph.waitForMessages(1)
        #expect(try await post("held").status == 200)
        await model.waitForRequests(2)

        try await begin()
        gate.open()
        do {
            try await expectRefusals(post, caller, token: token)
            let ready = try await admin.send("GET", "/health/ready")
            #expect(ready.status == 503)
            #expect(words.contains(ready["store"] ?? ""), "\(ready.text)")
            #expect(ready["store_error"]?.isEmpty == false, "\(ready.text)")
            // The answer that has come meanwhile cannot be kept, so it is not sent.
            let line = try await bot.log.line { $0.contains("the end of a turn could not be stored") }
            #expect(line.contains(clue), "\(line)")
            #expect(try await post("second").status == 503)
            #expect(graph.messageCount == 1)
        } catch {
            try? await end()
            throw error
        }
        try await end()

        // The platform repeats what was not acknowledged until it is.
        while try await post("second").status != 200 {}
        await graph.waitForMessages(3)
        for _ in 0..<3 { #expect(try await post("second").status == 200) }
        while try await admin.send("GET", "/health/ready").status != 200 {}
        #expect(await bot.terminate() == .exited(0))
        #expect(graph.messages.map(\.content) == ["re: first", "re: held", "re: second"], "once each, in order")
        #expect(model.requestCount == 3, "no answer is paid for twice")
    }

    private func expectRefusals(
        _ post: (String) async throws -> Caller.Answer, _ caller: Caller, token: String
    ) async throws {
        // At once: behind a lock each has to wait.
        async let message = caller.say("hello", token: token, key: "k")
        async let opening = caller.send("GET", "/chat/initial", headers: ["X-API-KEY": Bots.apiKey])
        let webhook = try await post("second")
        #expect(webhook.status == 503)
        for answer in try await [message, opening] {
            #expect(answer.status == 503)
            #expect(answer["code"] == "store_unavailable")
            #expect(answer.headers["retry-after"] != nil)
        }
    }

    static func configuration(_ graph: FakeGraph, _ model: FakeOpenAI, folder: URL) -> String {
        """
        server: { port: 0 }
        admin: { port: 0 }
        store: { url: "sqlite:\(folder.appending(path: "bot.sqlite").path)" }
        model: { provider: openai, base_url: "\(model.baseURL)", api_key: sk, name: fake-1 }
        channels:
          web: { type: http, api_key: \(Bots.apiKey), jwt_key: \(Bots.jwtKey) }
          support:
            type: whatsapp
            app_secret: \(graph.account.appSecret)
            verify_token: v
            access_token: \(graph.token)
            phone_number_id: "\(graph.account.numbers.min() ?? "")"
            graph_url: \(graph.url)
        """
    }
}

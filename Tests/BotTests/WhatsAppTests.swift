import BotHarness
import FakeGraph
import FakeOpenAI
import Foundation
import GRDB
import SeededRandom
import Testing

/// The WhatsApp channel from outside: real webhooks to the real program, and what the platform gets of it.
struct WhatsAppTests {
    private static let polite = "Sorry, I can only read text. Please write to me in words."

    private static func configuration(
        _ home: BotProcess.Home, _ graph: FakeGraph, _ model: FakeOpenAI, numbers: [String], secret: String
    ) -> String {
        let instances = numbers.map { number in
            """
              n\(number):
                type: whatsapp
                path: /hooks/\(number)
                app_secret: \(secret)
                verify_token: v
                access_token: \(graph.token)
                phone_number_id: "\(number)"
                graph_url: \(graph.url)
                max_age: off
                unreadable_text: \(polite)
            """
        }
        return """
            server: { port: 0 }
            admin: { port: 0 }
            store: { url: "sqlite:\(home.database)" }
            model: { provider: openai, base_url: "\(model.baseURL)", api_key: sk, name: fake-1 }
            channels:
            \(instances.joined(separator: "\n"))
            """
    }

    private static func post(_ body: String, _ signature: String, to number: String, at address: String) async throws
        -> Int
    {
        let headers = ["X-Hub-Signature-256": signature, "Content-Type": "application/json"]
        return try await Caller(address).send("POST", "/hooks/\(number)", headers: headers, body: body).status
    }

    private static func parrot() async throws -> FakeOpenAI {
        let model = try await FakeOpenAI.start()
        model.setDefault(.choose { request in .reply(request.lastUserMessage) })
        return model
    }

    @Test(.timeLimit(.minutes(5)))
    func `every shared webhook, once and again and again at random and at once, has its answers once and in order`()
        async throws
    {
        let fixtures = try WhatsAppFixtures()
        var account = FakeGraph.Account()
        account.numbers = Set(fixtures.numbers)
        let (graph, model) = (try await FakeGraph.start(account), try await Self.parrot())
        let home = try BotProcess.Home()
        defer { home.remove() }
        let bot = try BotProcess([
            "run", "--config",
            try home.write(
                Self.configuration(
                    home, graph, model, numbers: fixtures.numbers, secret: WhatsAppFixtures.appSecret)),
        ])
        let address = try await bot.address()
        let posts = fixtures.files.flatMap { file in
            (file.numbers.isEmpty ? [fixtures.numbers[0]] : file.numbers).map { (file, $0) }
        }
        for (file, number) in posts {
            #expect(try await Self.post(file.body, file.signature, to: number, at: address) == 200, "\(file.name)")
        }
        var random = SeededGenerator(seed: 20_261_124)
        for (file, number) in posts.shuffled(using: &random) {
            #expect(try await Self.post(file.body, file.signature, to: number, at: address) == 200, "\(file.name)")
        }
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for (file, number) in posts.shuffled(using: &random) {
                group.addTask { try await Self.post(file.body, file.signature, to: number, at: address) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.allSatisfy { $0 == 200 })

        var known: Set<String> = []
        let expected = fixtures.files.flatMap(\.answers).filter { known.insert("\($0.number) \($0.message)").inserted }
        await graph.waitForMessages(expected.count)
        #expect(await bot.terminate() == .exited(0))
        #expect(graph.messages.count == expected.count)
        #expect(model.requestCount == expected.count { $0.text != nil })
        func lane(_ number: String, _ recipient: String) -> String { "\(number) \(recipient)" }
        let wanted = Dictionary(grouping: expected) { lane($0.number, $0.recipient) }
        let sent = Dictionary(grouping: graph.messages) { lane($0.phoneNumberID, $0.recipient) }
        #expect(Set(sent.keys) == Set(wanted.keys))
        for (lane, answers) in wanted {
            #expect(sent[lane]?.map(\.content) == answers.map { $0.text ?? Self.polite }, "\(lane)")
        }
        let (open, rows) = try await DatabaseQueue(path: home.database).read { db in
            (
                try Int.fetchOne(db, sql: "SELECT count(*) FROM inbox WHERE state NOT IN ('answered', 'skipped')"),
                try Int.fetchOne(db, sql: "SELECT count(*) FROM inbox")
            )
        }
        #expect(open == 0)
        #expect(rows == (try WhatsAppFixtures.listedMessages()), "as many as the index lists, each once")
    }

    @Test(.timeLimit(.minutes(3)))
    func `a captured webhook, a thousand times and over a restart, has one reply, and a forged one leaves no row`()
        async throws
    {
        let fixtures = try WhatsAppFixtures()
        let file = try #require(fixtures.files.first { $0.name == "text-meta-sample.json" })
        let number = file.numbers[0]
        var account = FakeGraph.Account()
        account.numbers = [number]
        let (graph, model) = (try await FakeGraph.start(account), try await Self.parrot())
        let home = try BotProcess.Home()
        defer { home.remove() }
        let configuration = try home.write(
            Self.configuration(home, graph, model, numbers: [number], secret: WhatsAppFixtures.appSecret))
        for _ in 0..<2 {
            let bot = try BotProcess(["run", "--config", configuration])
            let address = try await bot.address()
            let forged = "sha256=" + String(repeating: "0", count: 64)
            // Another message, so that a row of it would show.
            let other = file.body.replacing("wamid.", with: "wamid.forged")
            #expect(other != file.body)
            #expect(try await Self.post(other, forged, to: number, at: address) == 401)
            #expect(try await Self.post(other, file.signature, to: number, at: address) == 401)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<500 {
                    group.addTask { try await Self.post(file.body, file.signature, to: number, at: address) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.allSatisfy { $0 == 200 })
            await graph.waitForMessages(1)
            #expect(await bot.terminate() == .exited(0))
        }
        #expect(graph.messages.map(\.content) == ["Does it come in another color?"])
        #expect(model.requestCount == 1)
        let rows = try await DatabaseQueue(path: home.database).read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM inbox")
        }
        #expect(rows == 1)
    }

    @Test(
        "a kill at any step costs one reply nothing, and sends it twice only where nobody knew",
        .timeLimit(.minutes(2)),
        arguments: [
            "received", "accepted", "acknowledged", "model_asked", "model_answered", "completed", "send_begun", "sent",
            "recorded",
        ])
    func crash(step: String) async throws {
        let fixtures = try WhatsAppFixtures()
        let file = try #require(fixtures.files.first { $0.name == "text-meta-sample.json" })
        let number = file.numbers[0]
        var account = FakeGraph.Account()
        account.numbers = [number]
        let (graph, model) = (try await FakeGraph.start(account), try await Self.parrot())
        let home = try BotProcess.Home()
        defer { home.remove() }
        let configuration = try home.write(
            Self.configuration(home, graph, model, numbers: [number], secret: WhatsAppFixtures.appSecret)
                .replacingOccurrences(of: "max_age: off", with: "max_age: off\n    reconcile_after: 1s"))
        let first = try BotProcess(["run", "--config", configuration], environment: ["CHANNELKIT_CRASH_AT": step])
        let address = try await first.address()
        let status = try? await Self.post(file.body, file.signature, to: number, at: address)
        #expect(await first.status() == .killed(9))

        let second = try BotProcess(["run", "--config", configuration])
        let again = try await second.address()
        // Whoever was not told 200 comes again.
        if status != 200 { #expect(try await Self.post(file.body, file.signature, to: number, at: again) == 200) }
        if step == "sent" { await graph.waitForMessages(2) } else { await graph.waitForMessages(1) }
        #expect(await second.terminate() == .exited(0))
        let uncertain = try await DatabaseQueue(path: home.database).read { db in
            try Int.fetchOne(db, sql: "SELECT sum(uncertain) FROM outbox") ?? -1
        }
        #expect(graph.messages.count == (step == "sent" ? 2 : 1))
        if step == "sent" { #expect(uncertain >= 1) }
        // The turn runs while its delivery is being acknowledged.
        let calls = ["model_answered": 2...2, "acknowledged": 1...2][step] ?? 1...1
        #expect(calls.contains(model.requestCount), "\(model.requestCount) calls")
    }
}

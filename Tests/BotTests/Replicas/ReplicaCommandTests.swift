import BotHarness
import FakeGraph
import FakeOpenAI
import Foundation
import Testing
import ThrowawayPostgres

/// The command line beside bots that serve PostgreSQL.
@Suite("Commands on PostgreSQL", .serialized, .timeLimit(.minutes(3)))
struct ReplicaCommandTests {
    private func objects(_ ended: Bots.Ended) throws -> [[String: Any]] {
        try #require(
            try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [[String: Any]], "\(ended.log)")
    }

    @Test func `the database is created, shown and emptied while bots serve it, and its ids are not used again`()
        async throws
    {
        try await Replicas.prepared { replicas in
            let missing = try await replicas.operate("inbox", "list", "--json")
            #expect(missing.status == .exited(69) && missing.log.contains("bot db init"), "\(missing.log)")
            #expect(try await replicas.operate("db", "init").status == .exited(0))
            #expect(try await replicas.operate("db", "init").status == .exited(0), "there is nothing left to do")
            let both = try await replicas.start(2)
            let first = try await both[0].caller.send("GET", "/chat/initial", headers: ["X-API-KEY": Bots.apiKey])
            #expect(try await replicas.operate("db", "status").output.contains("users 1"))
            let users = try objects(try await replicas.operate("users", "list", "--json"))
            #expect(users.map { $0["id"] as? String } == [first["user_id"]])
            let refused = try await Bots.run(["db", "clean", "--config", replicas.file], input: "no\n")
            #expect(refused.status == .exited(64))
            #expect(try await replicas.operate("db", "clean", "--yes").status == .exited(0))
            #expect(try await replicas.operate("db", "status").output.contains("users 0"))
            let second = try await both[1].caller.send("GET", "/chat/initial", headers: ["X-API-KEY": Bots.apiKey])
            #expect(second.status == 200 && second["user_id"] != first["user_id"], "\(second.text)")
            #expect(try await both[0].caller.say("hi", token: try #require(first["token"])).status == 404)
            let answer = try await both[0].caller.say("hi", token: try #require(second["token"]))
            #expect(answer["text"] == "re: hi", "\(answer.text)")
            for replica in both { #expect(await replica.bot.terminate() == .exited(0)) }
        }
    }

    @Test func `an operator lists, retries and drops turns and replies while bots serve them`() async throws {
        try await Replicas.prepared(Replicas.Options(whatsApp: ["turn_retry_for: 0s", "apology: Sorry."])) { replicas in
            let (model, graph) = (replicas.model, replicas.graph)
            let both = try await replicas.start(2)
            model.script([.badKey])
            #expect(try await both[0].post(graph.textWebhook("fail", id: "wamid.1", from: "16505550001")) == 200)
            try await replicas.waitUntil("count(*) = 1 FROM inbox WHERE state = 'failed'")
            await graph.waitForMessages(1)
            let failed = try objects(try await replicas.operate("inbox", "list", "--json"))
            let turn = try #require(failed.first?["id"] as? String)
            #expect(failed.first?["state"] as? String == "failed")
            #expect(failed.first?["channel"] as? String == "support")
            #expect(try await replicas.operate("inbox", "retry", turn).status == .exited(0))
            await graph.waitForMessages(2)
            #expect(graph.messages.map(\.content) == ["Sorry.", "re: fail"])

            graph.script([.error(code: 131026)])
            #expect(try await both[1].post(graph.textWebhook("hi", id: "wamid.2", from: "16505550002")) == 200)
            try await replicas.waitUntil("count(*) = 1 FROM outbox WHERE state = 'dead'")
            let dead = try objects(try await replicas.operate("outbox", "list", "--json"))
            let reply = try #require(dead.first?["id"] as? String)
            #expect(dead.first?["recipient"] as? String == "+16505550002")
            #expect(dead.first?["in_reply_to"] as? String == "wamid.2")
            #expect(try await replicas.operate("outbox", "retry", reply).status == .exited(0))
            await graph.waitForMessages(3)
            #expect(try await replicas.operate("outbox", "drop", "999999").status != .exited(0))
            for replica in both { #expect(await replica.bot.terminate() == .exited(0)) }
        }
    }

    @Test func `lines on standard input are answered beside a bot that serves, each once`() async throws {
        try await Replicas.prepared { replicas in
            let serving = try await replicas.start()
            let text = try String(contentsOfFile: replicas.file, encoding: .utf8)
            let start = try #require(text.range(of: "channels:"))
            let file = try replicas.home.write(
                text[..<start.lowerBound] + "channels: { console: { type: stdio, format: jsonl } }\n", to: "lines.yaml")
            let lines = (0..<20).map { #"{"text":"line \#($0)","id":"\#($0)","user":"u\#($0 % 3)"}"# } + ["not json"]
            let runs = try await withThrowingTaskGroup(of: Bots.Ended.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        try await Bots.run(["run", "--config", file], input: lines.joined(separator: "\n") + "\n")
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for run in runs {
                #expect(run.status == .exited(0), "\(run.log)")
                let back = run.output.split(separator: "\n")
                #expect(back.count == 21, "every line one line back")
                for number in 0..<20 { #expect(back.count { $0.contains(#""re: line \#(number)""#) } == 1) }
            }
            #expect(replicas.model.requestCount == 20, "both had the same lines")
            let token = try await serving.caller.token(apiKey: Bots.apiKey)
            #expect(try await serving.caller.say("hi", token: token)["text"] == "re: hi")
            #expect(await serving.bot.terminate() == .exited(0))
        }
    }

    @Test func `a database that cannot be reached ends with 69, an address that is none with 78, and neither shows it`()
        async throws
    {
        let home = try BotProcess.Home()
        defer { home.remove() }
        @Sendable func run(_ command: [String], store: String) async throws -> Bots.Ended {
            let text = Bots.configuration(home: home).replacing("sqlite:\(home.database)", with: store)
            return try await Bots.run(command + ["--config", try home.write(text, to: "\(UUID()).yaml")])
        }
        let nowhere = "postgres://bot:the-secret-itself@127.0.0.1:9/bot"
        // At once: each waits for a while, should the database come.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for command in [["run"], ["db", "init"], ["db", "status"], ["inbox", "list"]] {
                group.addTask {
                    let ended = try await run(command, store: nowhere)
                    #expect(ended.status == .exited(69), "\(command) \(ended.log)")
                    #expect(!ended.log.contains("the-secret-itself"))
                }
            }
            try await group.waitForAll()
        }
        let server = try await ThrowawayPostgres.shared()
        let strange = server.url(database: "nonesuch", over: .tcp)
        #expect(try await run(["run"], store: strange).status == .exited(69))
        for store in ["postgres:/nowhere the-secret-itself", "postgres://:x:y/the-secret-itself?sslmode=perhaps"] {
            let ended = try await run(["run"], store: store)
            #expect(ended.status == .exited(78), "\(ended.log)")
            #expect(!ended.log.contains("the-secret-itself"), "\(ended.log)")
        }
        #expect(try await run(["check"], store: nowhere).status == .exited(0), "nothing is opened")
    }

    @Test func `webhooks that come to both at once, and again, are one reply each, in order`() async throws {
        try await Replicas.prepared { replicas in
            let both = try await replicas.start(2)
            let webhooks = (0..<30).map { number in
                replicas.graph.textWebhook(
                    "m\(number)", id: "wamid.\(number)", from: "1650555000\(number % 3)")
            }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for webhook in webhooks {
                    for replica in both + both { group.addTask { try await replica.post(webhook) } }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.allSatisfy { $0 == 200 })
            await replicas.graph.waitForMessages(30)
            for replica in both { #expect(await replica.bot.terminate() == .exited(0)) }
            #expect(replicas.graph.messages.map(\.content).sorted() == (0..<30).map { "re: m\($0)" }.sorted())
            #expect(replicas.model.requestCount == 30)
            for person in (0..<3).map({ "+1650555000\($0)" }) {
                let order = try await replicas.rows(
                    "SELECT content FROM inbox WHERE address LIKE '%\(person.dropFirst())%' ORDER BY lane_number")
                let sent = replicas.graph.messages(to: person).map(\.content)
                #expect(sent == order.split(separator: "\n").map { "re: \($0)" })
            }
        }
    }
}

import BotHarness
import FakeOpenAI
import Foundation
import GRDB
import Testing

/// What an operator changes in the store of a bot that runs.
@Suite("A running bot does what operators ask for", .timeLimit(.minutes(5)))
struct RunningQueueTests {
    @Test("a message that failed is answered after a retry, once, and an operator's mark stays on it")
    func retryMessage() async throws {
        let model = try await FakeOpenAI.start()
        model.setDefault(.badKey)
        try await Bots.running(model: model.baseURL) { caller, _, home in
            let token = try await caller.token(apiKey: Bots.apiKey)
            #expect(try await caller.say("hello?", token: token, key: "k").status == 502)
            let file = home.folder.appending(path: "bot.yaml").path
            let failed = try #require(try await ids("inbox", file).first)
            let asked = model.requestCount

            model.setDefault(.reply("here I am"))
            #expect(try await Bots.run(["inbox", "retry", failed, "--config", file]).status == .exited(0))
            await model.waitForRequests(asked + 1)
            // The same key joins the turn while it runs and gets its answer afterwards: it does not ask again.
            #expect(try await caller.say("hello?", token: token, key: "k")["text"] == "here I am")
            #expect(model.requestCount == asked + 1)
            let shown = try await Bots.run(["inbox", "show", failed, "--json", "--config", file])
            let message = try #require(
                try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any])
            #expect(message["state"] as? String == "answered")
            #expect(message["by_hand"] as? Bool == true)
            #expect(try await ids("inbox", file).isEmpty)
        }
        try await model.stop()
    }

    @Test("a dead letter is sent after a retry")
    func retryReply() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let console = "  console: { type: stdio, format: jsonl }"
        let file = try home.write(Bots.configuration(home: home, extra: console))
        let first = try BotProcess(["run", "--config", file])
        try first.write(#"{"text":"hi","id":"a"}"# + "\n")
        _ = await first.standardOutput.lines(atLeast: 1)
        #expect(await first.terminate() == .exited(0))
        try await DatabaseQueue(path: home.database).write { database in
            try database.execute(sql: "UPDATE outbox SET state = 'dead'")
        }

        let second = try BotProcess(["run", "--config", file])
        _ = try await second.address()
        let dead = try #require(try await ids("outbox", file).first)
        #expect(try await Bots.run(["outbox", "retry", dead, "--config", file]).status == .exited(0))
        let line = try #require(await second.standardOutput.lines(atLeast: 1).first)
        let reply = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(reply["in_reply_to"] as? String == "a")
        #expect(reply["text"] as? String == "hi")
        #expect(await second.terminate() == .exited(0))
        #expect(try await ids("outbox", file).isEmpty)
    }

    private func ids(_ queue: String, _ file: String) async throws -> [String] {
        let ended = try await Bots.run([queue, "list", "--json", "--config", file])
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [[String: Any]])
        return rows.compactMap { $0["id"] as? String }
    }
}

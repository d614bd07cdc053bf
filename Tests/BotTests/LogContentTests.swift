import BotHarness
import FakeGraph
import FakeOpenAI
import Foundation
import Testing

/// What a log says, and what it must not.
struct LogContentTests {
    private static let question = "xylophone-question"
    private static let answer = "marimba-answer"

    /// A bot with a REST channel and a number, that answers, fails, repeats and is refused; and all that it logged.
    private static func lines(_ level: String) async throws -> [[String: Any]] {
        let graph = try await FakeGraph.start()
        let model = try await FakeOpenAI.start()
        model.setDefault(
            .choose { request in
                // Some servers quote what they refuse, and some the beginning of an answer that went wrong.
                request.lastUserMessage.split(separator: "\n").last?.contains("fail") == true
                    ? .status(
                        400, type: "invalid_request_error", message: "Invalid value: '\(request.lastUserMessage)'")
                    : .reply(answer)
            })
        let home = try BotProcess.Home()
        defer { home.remove() }
        let whatsapp = """
              support:
                type: whatsapp
                app_secret: \(graph.account.appSecret)
                verify_token: v
                access_token: \(graph.token)
                phone_number_id: "\(graph.account.numbers.min() ?? "")"
                graph_url: \(graph.url)
            """
        let file = try home.write(Bots.configuration(home: home, model: model.baseURL, extra: whatsapp))
        let bot = try BotProcess(["run", "--config", file, "--log-format", "json", "--log-level", level])
        let caller = Caller(try await bot.address())
        let token = try await caller.token(apiKey: Bots.apiKey)
        _ = try await caller.say(question, token: token, key: "1")
        _ = try await caller.say(question, token: token, key: "1")
        _ = try await caller.say("fail, \(question)", token: token)
        model.script([.status(500, message: "busy, and does not like \(question)")])
        _ = try await caller.send(
            "POST", "/chat",
            headers: [
                "Authorization": "Bearer \(token)", "Content-Type": "application/json", "X-Request-ID": "request-7",
            ], body: "{\"content\":\"\(question) of a request\"}")
        _ = try await caller.say(question, token: "no token")
        graph.script([.error(code: 131_026)])
        for (id, text) in [("wamid.1", question), ("wamid.2", "fail " + question), ("wamid.3", question)] {
            let webhook = graph.textWebhook(text, id: id, from: "16505551234")
            _ = try await caller.send(
                "POST", "/chat/whatsapp", headers: ["X-Hub-Signature-256": webhook.signature],
                body: String(decoding: webhook.body, as: UTF8.self))
        }
        await graph.waitForMessages(1)
        #expect(await bot.terminate() == .exited(0))
        try await graph.stop()
        try await model.stop()
        return try await bot.log.end().map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
        }
    }

    @Test(.timeLimit(.minutes(3)), arguments: ["info", "debug"])
    func `nothing that anybody said is in any line`(_ level: String) async throws {
        let lines = try await Self.lines(level)
        #expect(lines.count >= 5)
        for line in lines {
            let text = String(decoding: try JSONSerialization.data(withJSONObject: line), as: UTF8.self)
            for secret in [Self.question, Self.answer, Bots.apiKey, Bots.jwtKey, "16505551234"] {
                #expect(!text.contains(secret), "\(text)")
            }
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a line about a turn names the turn, its conversation, its channel and the request that began it`()
        async throws
    {
        let lines = try await Self.lines("debug")
        let ends = lines.filter { $0["message"] as? String == "a turn has ended" }
            .compactMap { $0["metadata"] as? [String: String] }
        #expect(ends.count >= 4)
        for end in ends {
            #expect(Set(end.keys).isSuperset(of: ["channel", "turn", "conversation", "outcome"]), "\(end)")
        }
        #expect(ends.contains { $0["request"] == "request-7" && $0["outcome"] == "answered" })
        // What the model's driver logs knows nothing of turns, and says which one it works for all the same.
        let retries = lines.filter { $0["message"] as? String == "the model is asked again" }
            .compactMap { $0["metadata"] as? [String: String] }
        #expect(retries.count == 1)
        #expect(retries.allSatisfy { $0["turn"] != nil && $0["request"] == "request-7" }, "\(retries)")
    }
}

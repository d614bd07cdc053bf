import BotHarness
import FakeOpenAI
import Foundation
import Testing

/// One person on two channels, by a code that is sent as a message.
@Suite("Linking", .timeLimit(.minutes(5)))
struct LinkingTests {
    private static let console = "  console: { type: stdio, format: jsonl }"

    private func say(_ text: String, id: String, by user: String, to bot: BotProcess) async throws -> [String: Any] {
        let line = try JSONSerialization.data(withJSONObject: ["text": text, "id": id, "user": user])
        try bot.write(String(decoding: line, as: UTF8.self) + "\n")
        let reply = try await bot.standardOutput.line { $0.contains("\"in_reply_to\":\"\(id)\"") }
        return try #require(try JSONSerialization.jsonObject(with: Data(reply.utf8)) as? [String: Any])
    }

    private func call(
        _ caller: Caller, _ method: String, _ path: String, _ body: [String: String]? = nil, token: String? = nil
    ) async throws -> Caller.Answer {
        var headers = ["X-API-KEY": Bots.apiKey]
        headers["Authorization"] = token.map { "Bearer \($0)" }
        if body != nil { headers["Content-Type"] = "application/json" }
        let text = try body.map { String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self) }
        return try await caller.send(method, "/chat" + path, headers: headers, body: text)
    }

    @Test func `a code that is sent by another channel makes that chat the user's, and no model sees it`() async throws
    {
        let model = try await FakeOpenAI.start()
        try await Bots.running(model: model.baseURL, extra: Self.console) { caller, bot, _ in
            let user = try await call(
                caller, "POST", "/users", ["email": "ada@example.org", "password": "correct horse"])
            let token = try #require(user["token"])
            let before = try await say("hello", id: "1", by: "ada", to: bot)
            let wrong = try await say("link 2222-2222", id: "2", by: "ada", to: bot)
            #expect((wrong["text"] as? String)?.hasPrefix("That code is wrong") == true)
            let code = try await call(caller, "POST", "/me/links", [:], token: token)
            #expect(code.status == 201)
            let linked = try await say("Link \(code["code"] ?? "")".lowercased(), id: "3", by: "ada", to: bot)
            #expect((linked["text"] as? String)?.hasPrefix("Done.") == true)
            let after = try await say("and now?", id: "4", by: "ada", to: bot)
            #expect(after["conversation_id"] as? String == before["conversation_id"] as? String)
            for request in model.requests { #expect(!String(describing: request).lowercased().contains("link ")) }

            let export = try await call(caller, "GET", "/me/export", token: token)
            #expect(export.text.contains("hello"))
            let links = try await call(caller, "GET", "/me/links", token: token)
            let link = try #require((links.json["links"] as? [[String: Any]])?.first)
            #expect(link["channel"] as? String == "console")
            #expect(link["names"] as? [String] == ["ada"])
            let id = try #require(link["id"] as? String)
            let again = try await say("link \(code["code"] ?? "")", id: "5", by: "eve", to: bot)
            #expect((again["text"] as? String)?.hasPrefix("That code is wrong") == true)

            #expect(try await call(caller, "DELETE", "/me/links/\(id)", token: token).status == 204)
            #expect(try await call(caller, "DELETE", "/me/links/\(id)", token: token).status == 404)
            let alone = try await say("who am I?", id: "6", by: "ada", to: bot)
            #expect(alone["conversation_id"] as? String != before["conversation_id"] as? String)
            try bot.closeInput()
        }
        try await model.stop()
    }

    @Test func `a guest gets no code, and a caller with a token has nothing to link`() async throws {
        try await Bots.running { caller, _, _ in
            let token = try await caller.token(apiKey: Bots.apiKey)
            let refused = try await call(caller, "POST", "/me/links", [:], token: token)
            #expect(refused.status == 403)
            #expect(refused["code"] == "not_registered")
            let answer = try await caller.say("link 7F3K-9QWD", token: token)
            #expect(answer["text"]?.hasPrefix("A code is of no use here") == true)
            let plain = try await caller.say("link me to the docs", token: token)
            #expect(plain["text"] == "link me to the docs")
        }
    }
}

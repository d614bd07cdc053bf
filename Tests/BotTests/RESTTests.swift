import BotHarness
import FakeOpenAI
import Foundation
import GRDB
import Testing

/// The REST behaviour of the Flask chatbot that this replaces, over a real socket.
@Suite(.timeLimit(.minutes(5)))
struct RESTTests {
    @Test func `opening a conversation without a key is 400, with a wrong one 401, with the right one a greeting`()
        async throws
    {
        try await Bots.running { caller, _, _ in
            let missing = try await caller.send("GET", "/chat/initial")
            #expect(missing.status == 400)
            #expect(missing["error"] == "Missing API key")
            #expect(missing["code"] == "missing_api_key")
            #expect(missing["request_id"] == missing.headers["x-request-id"])

            let wrong = try await caller.send("GET", "/chat/initial", headers: ["X-API-KEY": "no"])
            #expect(wrong.status == 401)
            #expect(wrong["code"] == "invalid_api_key")

            let right = try await caller.send("GET", "/chat/initial", headers: ["X-API-KEY": Bots.apiKey])
            #expect(right.status == 200)
            #expect(right["text"] == "Hello! How can I help you today?")
            for key in ["token", "user_id", "conversation_id", "expires_at"] { #expect(right[key]?.isEmpty == false) }
        }
    }

    @Test func `chatting without a token is 400, with a bad one 401, with a good one the model's text`() async throws {
        try await Bots.running { caller, _, _ in
            let json = ["Content-Type": "application/json"]
            let missing = try await caller.send("POST", "/chat", headers: json, body: #"{"content":"hi"}"#)
            #expect(missing.status == 400)
            #expect(missing["code"] == "missing_token")
            #expect(try await caller.say("hi", token: "nonsense").status == 401)
            let token = try await caller.token(apiKey: Bots.apiKey)
            let good = try await caller.say("What a day!", token: token)
            #expect(good.status == 200)
            #expect(good["text"] == "What a day!")
            let inBody = try await caller.send(
                "POST", "/chat", headers: json, body: #"{"content":"again","token":"\#(token)"}"#)
            #expect(inBody["text"] == "again")
        }
    }

    @Test func `a conversation that was deleted is 404`() async throws {
        try await Bots.running { caller, _, home in
            let token = try await caller.token(apiKey: Bots.apiKey)
            try await DatabaseQueue(path: home.database).write { database in
                for table in ["inbox", "messages", "conversations"] {
                    try database.execute(sql: "DELETE FROM \(table)")
                }
            }
            let answer = try await caller.say("hello?", token: token)
            #expect(answer.status == 404)
            #expect(answer["code"] == "conversation_not_found")
        }
    }

    @Test func `rows hold the roles in order, and the model gets the system prompt and the history in order`()
        async throws
    {
        let model = try await FakeOpenAI.start()
        try await Bots.running(model: model.baseURL) { caller, _, home in
            model.script([.reply("first answer"), .reply("second answer")])
            let token = try await caller.token(apiKey: Bots.apiKey)
            #expect(try await caller.say("first", token: token)["text"] == "first answer")
            #expect(try await caller.say("second", token: token)["text"] == "second answer")

            let sent = try #require(model.requests.last).messages.map { "\($0.role): \($0.content)" }
            #expect(
                sent == [
                    "system: You are a test.", "assistant: Hello! How can I help you today?", "user: first",
                    "assistant: first answer", "user: second",
                ])
            let rows = try await DatabaseQueue(path: home.database).read { database in
                try String.fetchAll(database, sql: "SELECT role || ': ' || content FROM messages ORDER BY id")
            }
            #expect(
                rows == [
                    "assistant: Hello! How can I help you today?", "user: first", "assistant: first answer",
                    "user: second", "assistant: second answer",
                ])
        }
        try await model.stop()
    }

    @Test func `a stream's pieces put together are the stored answer`() async throws {
        let model = try await FakeOpenAI.start()
        try await Bots.running(model: model.baseURL) { caller, _, _ in
            model.script([.reply("Grüße, naïve 世界 🎉 of streams", pieces: 7)])
            let token = try await caller.token(apiKey: Bots.apiKey)
            let answer = try await caller.say("hi", token: token, streaming: true)
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"]?.hasPrefix("text/event-stream") == true)
            let events = ServerSentEvent.all(in: answer.text)
            let pieces = events.filter { $0.name == "delta" }.compactMap { $0["text"] }.joined()
            let done = try #require(events.last)
            #expect(done.name == "done")
            #expect(pieces == "Grüße, naïve 世界 🎉 of streams")
            #expect(done["text"] == pieces)

            let history = try await caller.send("GET", "/chat/messages", headers: ["Authorization": "Bearer \(token)"])
            let messages = try #require(history.json["messages"] as? [[String: Any]])
            #expect(messages.map { $0["role"] as? String } == ["assistant", "user", "assistant"])
            #expect(messages.last?["content"] as? String == pieces)
            #expect(messages.last?["id"] as? String == done["message_id"])
        }
        try await model.stop()
    }

    @Test func `one key asked many times at once makes one turn and gives one answer`() async throws {
        let model = try await FakeOpenAI.start()
        try await Bots.running(model: model.baseURL) { caller, _, home in
            model.script([.reply("the one answer", latency: .milliseconds(200))])
            let token = try await caller.token(apiKey: Bots.apiKey)
            let answers = try await withThrowingTaskGroup(of: Caller.Answer.self) { group in
                for _ in 0..<20 { group.addTask { try await caller.say("once", token: token, key: "key-1") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 200 && $0["text"] == "the one answer" })
            #expect(Set(answers.compactMap { $0["message_id"] }).count == 1)
            #expect(model.requests.count == 1)
            #expect(try await caller.say("other", token: token, key: "key-1").status == 422)
            let rows = try await DatabaseQueue(path: home.database).read { database in
                try Int.fetchOne(database, sql: "SELECT count(*) FROM messages WHERE role = 'user'")
            }
            #expect(rows == 1)
        }
        try await model.stop()
    }

    @Test func `no one reads or writes another's conversation`() async throws {
        try await Bots.running { caller, _, _ in
            func open() async throws -> (token: String, conversation: String) {
                let answer = try await caller.send("GET", "/chat/initial", headers: ["X-API-KEY": Bots.apiKey])
                return (try #require(answer["token"]), try #require(answer["conversation_id"]))
            }
            let (mine, theirs) = (try await open(), try await open())
            let authorization = ["Authorization": "Bearer \(mine.token)"]
            let own = try await caller.send(
                "GET", "/chat/messages?conversation_id=\(mine.conversation)", headers: authorization)
            #expect(own.status == 200)
            let other = try await caller.send(
                "GET", "/chat/messages?conversation_id=\(theirs.conversation)", headers: authorization)
            #expect(other.status == 404)
            #expect(!other.text.contains("Hello"))
        }
    }

    @Test func `every error is JSON with a code and the request's id`() async throws {
        try await Bots.running { caller, _, _ in
            let token = try await caller.token(apiKey: Bots.apiKey)
            let authorized = ["Authorization": "Bearer \(token)", "Content-Type": "application/json"]
            let cases: [(Int, Caller.Answer)] = [
                (404, try await caller.send("GET", "/nowhere")),
                (405, try await caller.send("DELETE", "/chat")),
                (400, try await caller.send("POST", "/chat", headers: authorized, body: "{")),
                (400, try await caller.send("POST", "/chat", headers: authorized, body: #"{"content":"  "}"#)),
                (
                    415,
                    try await caller.send(
                        "POST", "/chat", headers: ["Authorization": "Bearer \(token)", "Content-Type": "text/plain"],
                        body: "hi")
                ),
                (
                    413,
                    try await caller.send(
                        "POST", "/chat", headers: authorized, body: String(repeating: "x", count: 5 << 20))
                ),
            ]
            for (status, answer) in cases {
                #expect(answer.status == status, "\(answer.text)")
                #expect(answer["code"]?.isEmpty == false)
                #expect(answer["error"]?.isEmpty == false)
                #expect(answer["request_id"] == answer.headers["x-request-id"])
            }
        }
    }

    @Test func `after the idle time the same token opens a new conversation, and then stays in it`() async throws {
        try await Bots.running(idleTimeout: "1ms") { caller, _, home in
            let opened = try await caller.send("GET", "/chat/initial", headers: ["X-API-KEY": Bots.apiKey])
            let token = try #require(opened["token"])
            let first = try await caller.say("one", token: token)
            #expect(first["conversation_id"] != opened["conversation_id"])
            let finished = try await DatabaseQueue(path: home.database).read { database in
                try Bool.fetchOne(
                    database, sql: "SELECT is_finished FROM conversations WHERE id = ?",
                    arguments: [opened["conversation_id"]])
            }
            #expect(finished == true)
        }
    }
}

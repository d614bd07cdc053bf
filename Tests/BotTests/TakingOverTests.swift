import BotHarness
import FakeGraph
import FakeOpenAI
import Foundation
import Testing

/// A person in the bot's place, by commands beside a bot that runs.
@Suite("An operator takes a conversation over", .timeLimit(.minutes(3)))
struct TakingOverTests {
    private func objects(_ ended: Bots.Ended) throws -> [[String: Any]] {
        try #require(
            try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [[String: Any]], "\(ended.log)")
    }

    @Test(
        "a REST caller is told politely while a person has the conversation, reads what they say, and the model sees it"
    )
    func rest() async throws {
        let model = try await FakeOpenAI.start()
        model.setDefault(.choose { request in .reply("re: \(request.lastUserMessage)") })
        try await Bots.running(model: model.baseURL) { caller, _, home in
            func operate(_ arguments: String...) async throws -> Bots.Ended {
                try await Bots.run(arguments + ["--config", home.folder.appending(path: "bot.yaml").path])
            }
            let token = try await caller.token(apiKey: Bots.apiKey)
            let first = try await caller.say("one", token: token)
            let id = try #require(first["conversation_id"])
            let paused = try await operate("conversations", "pause", id)
            #expect(paused.output == "conversation \(id) paused", "\(paused.log)")

            let kept = try await caller.say("two", token: token, key: "k")
            #expect(kept.status == 202)
            #expect(kept["text"] == "A person has taken over this conversation and will answer you here.")
            #expect(kept.json["paused"] as? Bool == true && kept.json["recorded"] as? Bool == true)
            #expect(try await caller.say("two", token: token, key: "k").status == 202, "the same key, the same answer")
            let stream = try await caller.say("three", token: token, streaming: true)
            let events = ServerSentEvent.all(in: stream.text)
            #expect(stream.status == 200 && events.map(\.name) == ["turn", "delta", "done"], "\(stream.text)")
            #expect(events.last?["text"] == kept["text"])

            let said = try await operate("conversations", "say", id, "a person's word")
            #expect(said.status == .exited(0), "\(said.log)")
            let history = try await caller.send(
                "GET", "/chat/messages", headers: ["Authorization": "Bearer \(token)"])
            #expect(history.json["paused"] as? Bool == true)
            let messages = try #require(history.json["messages"] as? [[String: Any]])
            #expect(messages.suffix(3).map { $0["content"] as? String } == ["two", "three", "a person's word"])
            #expect(messages.map { $0["by_operator"] as? Bool == true }.suffix(3) == [false, false, true])
            #expect(messages.last?["role"] as? String == "assistant")
            #expect(model.requestCount == 1)

            #expect(try await operate("conversations", "resume", id).output == "conversation \(id) resumed")
            let last = try await caller.say("four", token: token)
            #expect(last.status == 200 && last["conversation_id"] == id, "\(last.text)")
            let asked = try #require(model.requests.last?.messages)
            #expect(asked.suffix(3).map(\.content) == ["two\n\nthree", "a person's word", "four"])
            #expect(asked.suffix(3).map(\.role) == ["user", "assistant", "user"])
        }
        try await model.stop()
    }

    @Test("a chat hears nothing but the person, whose words go out in their place")
    func whatsApp() async throws {
        try await WhatsAppBot.prepared { bot in
            let process = try bot.start()
            let address = try await process.address()
            let graph = bot.graph
            #expect(
                try await bot.post(graph.textWebhook("one", id: "wamid.1", from: "16505550001"), to: address) == 200)
            await graph.waitForMessages(1)
            let listed = try objects(try await bot.operate("conversations", "list", "--json"))
            let id = try #require(listed.first?["id"] as? String)
            #expect(listed.first?["state"] as? String == "open")
            #expect(listed.first?["channel"] as? String == "support")
            #expect(try await bot.operate("conversations", "pause", id).status == .exited(0))
            #expect(
                try await bot.post(graph.textWebhook("two", id: "wamid.2", from: "16505550001"), to: address) == 200)
            #expect(try await bot.operate("conversations", "say", id, "a person's word").status == .exited(0))
            await graph.waitForMessages(2)
            #expect(try await bot.operate("conversations", "resume", id).status == .exited(0))
            #expect(
                try await bot.post(graph.textWebhook("three", id: "wamid.3", from: "16505550001"), to: address) == 200)
            await graph.waitForMessages(3)
            #expect(graph.messages.map(\.content) == ["one", "a person's word", "three"])
            #expect(await process.terminate() == .exited(0))
            #expect(bot.model.requestCount == 2)
        }
    }

    @Test("conversations are listed and shown for programs and for people")
    func lists() async throws {
        let model = try await FakeOpenAI.start()
        try await Bots.running(model: model.baseURL) { caller, _, home in
            func operate(_ arguments: String...) async throws -> Bots.Ended {
                try await Bots.run(arguments + ["--config", home.folder.appending(path: "bot.yaml").path])
            }
            let token = try await caller.token(apiKey: Bots.apiKey)
            let id = try #require(try await caller.say("hi\u{1B}[2J", token: token)["conversation_id"])
            let row = try #require(try objects(try await operate("conversations", "list", "--json")).first)
            #expect(
                Set(row.keys) == ["id", "channel", "user_id", "state", "created_at", "last_updated", "paused_at"])
            #expect(row["paused_at"] is NSNull)
            #expect(try objects(try await operate("conversations", "list", "--json", "--state", "paused")).isEmpty)
            let shown = try await operate("conversations", "show", id, "--json")
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any])
            let messages = try #require(object["messages"] as? [[String: Any]])
            #expect(messages.map { $0["role"] as? String } == ["assistant", "user", "assistant"])
            #expect(messages.last?["prompt_tokens"] as? Int == 11)
            #expect(messages.last?["completion_tokens"] as? Int == 7)
            let text = try await operate("conversations", "show", id)
            #expect(text.output.contains("hi\\u{1b}[2J"), "nothing steers the terminal")
        }
        try await model.stop()
    }

    @Test("what cannot be done is said, and the code is 64")
    func refusals() async throws {
        try await Rows.prepared { home, _ in
            func operate(_ arguments: String...) async throws -> Bots.Ended {
                try await Bots.run(arguments + ["--config", home.folder.appending(path: "bot.yaml").path])
            }
            for action in [["pause", "999"], ["resume", "999"], ["say", "999", "hi"], ["show", "999"]] {
                let ended = try await Bots.run(
                    ["conversations"] + action + ["--config", home.folder.appending(path: "bot.yaml").path])
                #expect(ended.status == .exited(64) && ended.log.contains("there is no conversation 999"), "\(action)")
            }
            for action in [["pause", "x"], ["say", "1", " "], ["list", "--state", "gone"], ["list", "--user", "x"]] {
                let ended = try await Bots.run(
                    ["conversations"] + action + ["--config", home.folder.appending(path: "bot.yaml").path])
                #expect(ended.status == .exited(64), "\(action)")
            }
            let long = try await operate("conversations", "say", "1", String(repeating: "x", count: 4_001))
            #expect(long.status == .exited(64) && long.log.contains("4000"), "\(long.log)")
        }
    }
}

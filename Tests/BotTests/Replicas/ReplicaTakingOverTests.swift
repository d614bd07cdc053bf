import BotHarness
import FakeGraph
import FakeOpenAI
import Foundation
import Testing

@Suite("People and bounds on PostgreSQL", .serialized, .timeLimit(.minutes(3)))
struct ReplicaTakingOverTests {
    @Test func `a conversation that an operator pauses is paused at every process, and their words go out once`()
        async throws
    {
        try await Replicas.prepared { replicas in
            let (graph, model) = (replicas.graph, replicas.model)
            let both = try await replicas.start(2)
            #expect(try await both[0].post(graph.textWebhook("one", id: "wamid.1", from: "16505550001")) == 200)
            await graph.waitForMessages(1)
            let id = try await replicas.rows("SELECT id FROM conversations")
            #expect(try await replicas.operate("conversations", "pause", id).status == .exited(0))
            for (number, replica) in both.enumerated() {
                let webhook = graph.textWebhook("kept \(number)", id: "wamid.k\(number)", from: "16505550001")
                #expect(try await replica.post(webhook) == 200)
            }
            #expect(try await replicas.rows("SELECT count(*) FROM inbox WHERE rule = 'paused'") == "2")
            #expect(try await replicas.operate("conversations", "say", id, "a word").status == .exited(0))
            await graph.waitForMessages(2)
            #expect(try await replicas.operate("conversations", "resume", id).status == .exited(0))
            #expect(try await both[1].post(graph.textWebhook("last", id: "wamid.2", from: "16505550001")) == 200)
            await graph.waitForMessages(3)
            #expect(graph.messages.map(\.content) == ["re: one", "a word", "re: last"])
            #expect(model.requestCount == 2)
            let asked = try #require(model.requests.last?.messages.map(\.content))
            #expect(asked.contains("kept 0\n\nkept 1") && asked.contains("a word"), "\(asked)")
            for replica in both { #expect(await replica.bot.terminate() == .exited(0)) }
        }
    }

    @Test func `a caller whose message waits at another process when its conversation is paused is told at once`()
        async throws
    {
        try await Replicas.prepared { replicas in
            let gate = FakeOpenAI.Gate()
            replicas.model.script([.reply("first", then: gate, " answer")])
            let both = try await replicas.start(2)
            let token = try await both[0].caller.token(apiKey: Bots.apiKey)
            async let first = both[0].caller.say("one", token: token)
            try await replicas.waitUntil("count(*) = 1 FROM inbox WHERE state = 'running'")
            async let second = both[1].caller.say("two", token: token)
            try await replicas.waitUntil("count(*) = 1 FROM inbox WHERE state = 'queued'")
            let id = try await replicas.rows("SELECT id FROM conversations")
            #expect(try await replicas.operate("conversations", "pause", id).status == .exited(0))
            gate.open()
            #expect(try await first["text"] == "first answer")
            #expect(try await second.status == 202)
            for replica in both { #expect(await replica.bot.terminate() == .exited(0)) }
        }
    }

    @Test func `a budget holds over all processes, and what was used is summed once`() async throws {
        try await Replicas.prepared { replicas in
            let text = try String(contentsOfFile: replicas.file, encoding: .utf8)
            let limits = "limits: { tokens_per_day: 36, spent_message: Enough. }\nchannels:"
            _ = try replicas.home.write(text.replacing("channels:", with: limits))
            let both = try await replicas.start(2)
            let token = try await both[0].caller.token(apiKey: Bots.apiKey)
            for replica in both { #expect(try await replica.caller.say("hi", token: token)["text"] == "re: hi") }
            for replica in both { #expect(try await replica.caller.say("hi", token: token)["text"] == "Enough.") }
            #expect(replicas.model.requestCount == 2)
            let sums = "SELECT turns, prompt_tokens, completion_tokens FROM usage_days"
            #expect(try await replicas.rows(sums) == "2|22|14")
            for replica in both { #expect(await replica.bot.terminate() == .exited(0)) }
        }
    }
}

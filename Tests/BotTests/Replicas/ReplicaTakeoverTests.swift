import BotHarness
import FakeGraph
import FakeOpenAI
import Foundation
import Testing

/// What becomes of the work of a replica that dies, or is taken for dead.
@Suite("Replicas take over from one another", .serialized, .timeLimit(.minutes(3)))
struct ReplicaTakeoverTests {
    /// A machine under load is late; one that waits for anything but the lease is later still.
    private static let slack = 8.0

    @Test func `the turn of a replica that was killed is answered by another, also to whoever asks there already`()
        async throws
    {
        try await Replicas.prepared(Replicas.shortLease) { replicas in
            let (a, b) = (try await replicas.start(), try await replicas.start())
            replicas.model.script([.hang])
            let token = try await a.caller.token(apiKey: Bots.apiKey)
            async let lost = try? a.caller.say("are you there?", token: token, key: "k")
            await replicas.model.waitForRequests(1)
            async let answer = b.caller.say("are you there?", token: token, key: "k")
            try await replicas.waitUntil("watchers IS NOT NULL FROM inbox")
            let start = ContinuousClock.now
            await a.bot.kill()
            await replicas.model.waitForRequests(2)
            let time = (ContinuousClock.now - start) / .seconds(1)
            #expect(time < 2 + Replicas.grace + Self.slack)
            #expect(try await answer["text"] == "re: are you there?")
            #expect(await lost == nil)
            #expect(try await b.caller.say("and now?", token: token)["text"] == "re: and now?")
            #expect(await b.bot.terminate() == .exited(0))
        }
    }

    @Test
    func
        `who had seen the beginning of an answer that died with its replica is told to forget it, and sees the one that counts`()
        async throws
    {
        try await Replicas.prepared(Replicas.shortLease) { replicas in
            let (a, b) = (try await replicas.start(), try await replicas.start())
            replicas.model.script([.hang(after: "so far")])
            let token = try await a.caller.token(apiKey: Bots.apiKey)
            async let lost = try? a.caller.say("tell", token: token, key: "k")
            await replicas.model.waitForRequests(1)
            var events = b.caller.stream("tell", token: token, key: "k").makeAsyncIterator()
            #expect(try await events.next()?["text"] == "so far")
            await a.bot.kill()
            let reset = try await events.next()
            #expect(reset?.name == "reset" && reset?.id == "2.0", "\(String(describing: reset))")
            var text = ""
            while let event = try await events.next() {
                if event.name == "delta" { text += event["text"] ?? "" } else { #expect(event.name == "done") }
            }
            #expect(text == "re: tell")
            #expect(try await b.caller.say("tell", token: token, key: "k")["text"] == "re: tell")
            _ = await lost
            #expect(await b.bot.terminate() == .exited(0))
        }
    }

    @Test func `a replica that was stopped for longer than its lease writes nothing more of it, and serves again`()
        async throws
    {
        try await Replicas.prepared(Replicas.shortLease) { replicas in
            let (a, b) = (try await replicas.start(), try await replicas.start())
            let gate = FakeOpenAI.Gate()
            replicas.model.script([.reply("too ", then: gate, "late")])
            let token = try await a.caller.token(apiKey: Bots.apiKey)
            async let answer = a.caller.say("hello", token: token, key: "k")
            await replicas.model.waitForRequests(1)
            let id = try await replicas.rows("SELECT id FROM replicas WHERE \(a.condition)")
            try await a.bot.suspend()
            gate.open()
            try await replicas.waitUntil("count(*) = 1 FROM inbox WHERE state = 'answered'")
            #expect(try await b.caller.say("hello", token: token, key: "k")["text"] == "re: hello")
            a.bot.send(SIGCONT)
            // Whoever asked there gets the answer that counts.
            let late = try await answer
            #expect(late.status == 200 && late["text"] == "re: hello", "\(late.status) \(late.text)")
            try await replicas.waitUntil("count(*) = 1 FROM replicas WHERE \(a.condition) AND id <> \(id)")
            #expect(try await a.caller.say("again", token: token)["text"] == "re: again")
            let said = try await replicas.rows(
                "SELECT content FROM messages WHERE role = 'assistant' ORDER BY id OFFSET 1")
            #expect(said == "re: hello\nre: again")
            for replica in [a, b] { #expect(await replica.bot.terminate() == .exited(0)) }
        }
    }

    @Test func `a send that a stopped replica had begun counts as unknown, and its own record of it is not taken`()
        async throws
    {
        try await Replicas.prepared(Replicas.Options(lease: "2s", whatsApp: ["reconcile_after: 1s"])) { replicas in
            let (a, b) = (try await replicas.start(), try await replicas.start())
            // The platform has it, and says so only after the replica has been stopped.
            replicas.graph.script([.accept(after: .seconds(3))])
            let webhook = replicas.graph.textWebhook("hi", id: "wamid.1", from: "16505550001")
            #expect(try await a.post(webhook) == 200)
            await replicas.graph.waitForMessages(1)
            try await a.bot.suspend()
            await replicas.graph.waitForMessages(2)
            try await replicas.waitUntil("count(*) = 1 FROM outbox WHERE state = 'sent' AND uncertain = 1")
            a.bot.send(SIGCONT)
            // Until it is a replica again it takes nothing; the platform comes again.
            let next = replicas.graph.textWebhook("ho", id: "wamid.2", from: "16505550001")
            while try await a.post(next) != 200 {}
            await replicas.graph.waitForMessages(3)
            for replica in [a, b] { #expect(await replica.bot.terminate() == .exited(0)) }
            #expect(replicas.graph.messages.map(\.content) == ["re: hi", "re: hi", "re: ho"])
            #expect(replicas.model.requestCount == 2)
            #expect(try await replicas.rows("SELECT state, uncertain FROM outbox ORDER BY id") == "sent|1\nsent|0")
        }
    }
}

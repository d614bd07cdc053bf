import BotHarness
import FakeOpenAI
import Foundation
import Testing

/// A request may arrive at any replica, whichever runs its turn.
@Suite("Callers of replicas", .serialized, .timeLimit(.minutes(3)))
struct ReplicaCallerTests {
    @Test func `who asks again at another replica sees the answer while it is written, and the same one in the end`()
        async throws
    {
        try await Replicas.prepared { replicas in
            let (a, b) = (try await replicas.start(), try await replicas.start())
            let gate = FakeOpenAI.Gate()
            replicas.model.script([.reply("one ", then: gate, "two")])
            let token = try await a.caller.token(apiKey: Bots.apiKey)
            async let first = a.caller.say("count", token: token, key: "k")
            await replicas.model.waitForRequests(1)
            async let plain = b.caller.say("count", token: token, key: "k")
            var events = b.caller.stream("count", token: token, key: "k").makeAsyncIterator()
            let delta = try await events.next()
            #expect(delta?.name == "delta" && delta?["text"] == "one ", "before the end: the model has not said more")
            gate.open()
            #expect(try await events.next()?["text"] == "two")
            let done = try await events.next()
            #expect(done?.name == "done" && done?["text"] == "one two")
            let answers = try await [first, plain]
            #expect(answers.map(\.status) == [200, 200])
            #expect(answers.map { $0["text"] } == ["one two", "one two"])
            #expect(Set(answers.map { $0["message_id"] } + [done?["message_id"]]).count == 1)
            #expect(replicas.model.requestCount == 1)
            for replica in [a, b] { #expect(await replica.bot.terminate() == .exited(0)) }
        }
    }

    @Test(arguments: [false, true])
    func `a message that waits behind a turn of another replica is answered where it was sent`(isStream: Bool)
        async throws
    {
        try await Replicas.prepared { replicas in
            let (a, b) = (try await replicas.start(), try await replicas.start())
            let gates = [FakeOpenAI.Gate(), FakeOpenAI.Gate()]
            replicas.model.script([.reply("1", then: gates[0], "st"), .reply("2", then: gates[1], "nd")])
            let token = try await a.caller.token(apiKey: Bots.apiKey)
            async let first = a.caller.say("first", token: token)
            await replicas.model.waitForRequests(1)
            if isStream {
                var events = b.caller.stream("second", token: token).makeAsyncIterator()
                try await replicas.waitUntil("count(*) = 1 FROM inbox WHERE state = 'queued'")
                gates[0].open()
                #expect(try await events.next()?["text"] == "2")
                gates[1].open()
                #expect(try await events.next()?["text"] == "nd")
                #expect(try await events.next()?["text"] == "2nd")
            } else {
                async let second = b.caller.say("second", token: token)
                try await replicas.waitUntil("count(*) = 1 FROM inbox WHERE state = 'queued'")
                for gate in gates { gate.open() }
                #expect(try await second["text"] == "2nd")
            }
            #expect(try await first["text"] == "1st")
            let said = try await replicas.rows("SELECT role || ' ' || content FROM messages ORDER BY id OFFSET 1")
            #expect(said == "user first\nassistant 1st\nuser second\nassistant 2nd")
            for replica in [a, b] { #expect(await replica.bot.terminate() == .exited(0)) }
        }
    }

    @Test func `the same key at both at once is one call of the model and one answer`() async throws {
        try await Replicas.prepared { replicas in
            let both = try await replicas.start(2)
            let tokens = try await both[0].tokens(20)
            let answers = try await withThrowingTaskGroup(of: (Int, Caller.Answer).self) { group in
                for (number, token) in tokens.enumerated() {
                    for replica in both {
                        group.addTask { (number, try await replica.caller.say("m\(number)", token: token, key: "k")) }
                    }
                }
                return try await group.reduce(into: [Int: [Caller.Answer]]()) { $0[$1.0, default: []].append($1.1) }
            }
            for number in tokens.indices {
                let pair = answers[number] ?? []
                #expect(pair.map(\.status) == [200, 200])
                #expect(pair.map { $0["text"] } == ["re: m\(number)", "re: m\(number)"])
                #expect(Set(pair.map { $0["message_id"] }).count == 1)
            }
            #expect(replicas.model.requestCount == 20)
            for replica in both { #expect(await replica.bot.terminate() == .exited(0)) }
        }
    }

    @Test func `what a person may write in an hour counts at all replicas together`() async throws {
        try await Replicas.prepared(Replicas.Options(web: ", rate_limit: { user: 3/1h }")) { replicas in
            let both = try await replicas.start(2)
            let token = try await both[0].caller.token(apiKey: Bots.apiKey)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<10 {
                    let replica = both[number % 2]
                    group.addTask { try await replica.caller.say("m\(number)", token: token).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [200, 200, 200] + Array(repeating: 429, count: 7))
            for replica in both { #expect(await replica.bot.terminate() == .exited(0)) }
        }
    }
}

extension Replica {
    /// Opens so many conversations.
    func tokens(_ count: Int) async throws -> [String] {
        var tokens: [String] = []
        for _ in 0..<count { tokens.append(try await caller.token(apiKey: Bots.apiKey)) }
        return tokens
    }
}

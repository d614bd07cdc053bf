import BotHarness
import FakeOpenAI
import Foundation
import Testing

/// Turns that are followed and cancelled at another replica than the one that runs them.
@Suite("Turns of other replicas", .serialized, .timeLimit(.minutes(3)))
struct ReplicaTurnTests {
    /// Begins a turn at a replica and returns its id, once its first piece was seen, and that piece's id.
    private static func begin(
        _ content: String, at replica: Replica, token: String, key: String? = nil
    ) async throws -> (turn: String, last: String) {
        var turn: String?
        for try await event in replica.caller.allEvents(content, token: token, key: key) {
            if event.name == "turn" { turn = event["turn_id"] }
            if event.name == "delta" { return (try #require(turn), try #require(event.id)) }
        }
        throw BotProcess.Failure(description: "no delta came")
    }

    @Test func `a reader goes on at another replica, with what it lacks and no more`() async throws {
        try await Replicas.prepared { replicas in
            let (a, b) = (try await replicas.start(), try await replicas.start())
            let gate = FakeOpenAI.Gate()
            replicas.model.script([.reply("one ", then: gate, "two")])
            let token = try await a.caller.token(apiKey: Bots.apiKey)
            let (turn, last) = try await Self.begin("count", at: a, token: token)
            var fromThere = b.caller.follow(turn, token: token, after: last).makeAsyncIterator()
            var fromStart = b.caller.follow(turn, token: token).makeAsyncIterator()
            #expect(try await fromThere.next()?.name == "turn")
            #expect(try await fromStart.next()?.name == "turn")
            #expect(try await fromStart.next()?["text"] == "one ", "shown before the end")
            gate.open()
            for (name, text) in [("delta", "two"), ("done", "one two")] {
                let events = [try await fromThere.next(), try await fromStart.next()]
                #expect(events.map { $0?.name } == [name, name])
                #expect(events.map { $0?["text"] } == [text, text])
                #expect(events[0]?.id == events[1]?.id)
            }
            let over = try await b.caller.send(
                "GET", "/chat/turns/\(turn)/events", headers: Self.headers(token, after: "1.end"))
            #expect(over.status == 204)
            #expect(replicas.model.requestCount == 1)
            for replica in [a, b] { #expect(await replica.bot.terminate() == .exited(0)) }
        }
    }

    @Test func `cancelling at another replica ends the model's call where it runs`() async throws {
        try await Replicas.prepared { replicas in
            let (a, b) = (try await replicas.start(), try await replicas.start())
            replicas.model.script([.hang(after: "half")])
            let token = try await a.caller.token(apiKey: Bots.apiKey)
            let (turn, last) = try await Self.begin("go", at: a, token: token)
            var events = a.caller.follow(turn, token: token, after: last).makeAsyncIterator()
            #expect(try await events.next()?.name == "turn")
            let answer = try await b.caller.send("DELETE", "/chat/turns/\(turn)", headers: Self.headers(token))
            #expect(answer.status == 204, "\(answer.text)")
            let failed = try await events.next()
            #expect(failed?.name == "failed" && failed?["code"] == "cancelled")
            await replicas.model.waitForClosedByPeer(1)
            let row = try await replicas.rows(
                "SELECT content || ' ' || status FROM messages ORDER BY id DESC LIMIT 1")
            #expect(row == "half cancelled")
            let next = try await b.caller.say("next", token: token)
            #expect(next["text"]?.hasSuffix("next") == true, "\(next.status) \(next.text)")
            for replica in [a, b] { #expect(await replica.bot.terminate() == .exited(0)) }
        }
    }

    @Test func `a turn that waits is cancelled at another replica, and who waits for it is told`() async throws {
        try await Replicas.prepared { replicas in
            let (a, b) = (try await replicas.start(), try await replicas.start())
            let gate = FakeOpenAI.Gate()
            replicas.model.script([.reply("one", then: gate, "!")])
            let token = try await a.caller.token(apiKey: Bots.apiKey)
            async let first = a.caller.say("first", token: token)
            await replicas.model.waitForRequests(1)
            var second = a.caller.allEvents("second", token: token).makeAsyncIterator()
            let turn = try #require(try await second.next()?["turn_id"])
            let answer = try await b.caller.send("DELETE", "/chat/turns/\(turn)", headers: Self.headers(token))
            #expect(answer.status == 204, "\(answer.text)")
            let failed = try await second.next()
            #expect(failed?.name == "failed" && failed?["code"] == "cancelled")
            gate.open()
            #expect(try await first["text"] == "one!")
            for replica in [a, b] { #expect(await replica.bot.terminate() == .exited(0)) }
        }
    }

    @Test func `a ticket of one replica admits at another, once at all of them`() async throws {
        try await Replicas.prepared { replicas in
            let (a, b) = (try await replicas.start(), try await replicas.start())
            let token = try await a.caller.token(apiKey: Bots.apiKey)
            let (turn, last) = try await Self.begin("hi", at: a, token: token)
            let ticket = try #require(
                try await a.caller.send("POST", "/chat/turns/\(turn)/ticket", headers: Self.headers(token))["ticket"])
            let answer = try await b.caller.send("GET", "/chat/turns/\(turn)/events?ticket=\(ticket)&after=\(last)")
            #expect(answer.status == 200)
            #expect(ServerSentEvent.all(in: answer.text).last?["text"] == "re: hi")
            for replica in [a, b] {
                let again = try await replica.caller.send("GET", "/chat/turns/\(turn)/events?ticket=\(ticket)")
                #expect(again.status == 401 && again["code"] == "invalid_ticket", "\(again.text)")
            }
            for replica in [a, b] { #expect(await replica.bot.terminate() == .exited(0)) }
        }
    }

    @Test func `what one address asks of pages is counted at all replicas together`() async throws {
        try await Replicas.prepared(Replicas.Options(web: ", page: true")) { replicas in
            let all = [try await replicas.start(), try await replicas.start()]
            let headers = ["Sec-Fetch-Site": "same-origin"]
            let begun = ContinuousClock.now
            var granted = 0
            while granted < 200 {
                let answer = try await all[granted % 2].caller.send("POST", "/chat/page-token", headers: headers)
                if answer.status == 429 { break }
                #expect(answer.status == 200, "\(answer.text)")
                granted += 1
            }
            // One more may come every ten seconds.
            let refilled = Int((ContinuousClock.now - begun) / .seconds(10)) + 1
            #expect((60...60 + refilled).contains(granted), "\(granted)")
            for replica in all { #expect(await replica.bot.terminate() == .exited(0)) }
        }
    }

    @Test func `a reader of a turn whose replica dies is told to forget what it has, and sees the answer anew`()
        async throws
    {
        try await Replicas.prepared(Replicas.shortLease) { replicas in
            let (a, b) = (try await replicas.start(), try await replicas.start())
            replicas.model.script([.hang(after: "so far")])
            let token = try await a.caller.token(apiKey: Bots.apiKey)
            let (turn, last) = try await Self.begin("tell", at: a, token: token)
            var watching = b.caller.follow(turn, token: token).makeAsyncIterator()
            #expect(try await watching.next()?.name == "turn")
            #expect(try await watching.next()?["text"] == "so far")
            await a.bot.kill()
            var events: [ServerSentEvent] = []
            while let event = try await watching.next() { events.append(event) }
            #expect(events.first?.name == "reset" && events.first?.id == "2.0")
            let deltas = events.filter { $0.name == "delta" }.compactMap { $0["text"] }
            #expect(deltas.joined() == "re: tell")
            #expect(events.last?.name == "done" && events.last?.id == "2.end")
            // Who comes back later than that is told the same.
            var late: [ServerSentEvent] = []
            for try await event in b.caller.follow(turn, token: token, after: last) { late.append(event) }
            #expect(late.map(\.name) == ["turn", "reset", "delta", "done"])
            #expect(await b.bot.terminate() == .exited(0))
        }
    }

    private static func headers(_ token: String, after id: String? = nil) -> [String: String] {
        var headers = ["Authorization": "Bearer \(token)"]
        headers["Last-Event-ID"] = id
        return headers
    }
}

import BotHarness
import FakeOpenAI
import Foundation
import GRDB
import Testing

/// Turns that are followed by their ids, gone on with and cancelled, over real sockets.
@Suite("Streams of turns", .timeLimit(.minutes(2)))
struct TurnStreamTests {
    private static func running(
        extra: String = "", _ body: (Caller, FakeOpenAI, BotProcess.Home) async throws -> Void
    ) async throws {
        let model = try await FakeOpenAI.start()
        try await Bots.running(model: model.baseURL, extra: extra) { caller, _, home in
            try await body(caller, model, home)
        }
        try await model.stop()
    }

    @Test func `a reader who loses the connection goes on where it broke, and nothing is lost or doubled`()
        async throws
    {
        try await Self.running { caller, model, _ in
            let gate = FakeOpenAI.Gate()
            model.script([.reply("Grüße 🎉 ", then: gate, "and more")])
            let token = try await caller.token(apiKey: Bots.apiKey)
            var turn: String?
            var last: ServerSentEvent?
            for try await event in caller.allEvents("hi", token: token) {
                if event.name == "turn" { turn = event["turn_id"] }
                last = event
                if event.name == "delta" { break }
            }
            #expect(last?["text"] == "Grüße 🎉 " && last?.id == "1.13")
            var events = caller.follow(try #require(turn), token: token, after: last?.id).makeAsyncIterator()
            #expect(try await events.next()?.name == "turn")
            gate.open()
            #expect(try await events.next()?["text"] == "and more")
            let done = try await events.next()
            #expect(done?.name == "done" && done?["text"] == "Grüße 🎉 and more" && done?.id == "1.end")
            #expect(try await events.next() == nil)
            #expect(model.requestCount == 1, "who went away cancelled nothing")
            let over = try await caller.send(
                "GET", "/chat/turns/\(turn ?? "")/events?after=1.end", headers: ["Authorization": "Bearer \(token)"])
            #expect(over.status == 204 && over.body.isEmpty)
        }
    }

    @Test func `any number of readers follow one turn at once, each from where it likes`() async throws {
        try await Self.running { caller, model, _ in
            let gate = FakeOpenAI.Gate()
            model.script([.reply("one ", then: gate, "two")])
            let token = try await caller.token(apiKey: Bots.apiKey)
            var events = caller.allEvents("hi", token: token).makeAsyncIterator()
            let turn = try #require(try await events.next()?["turn_id"])
            _ = try await events.next()
            let texts = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        var text = ""
                        for try await event in caller.follow(turn, token: token, after: number < 10 ? nil : "1.2") {
                            if event.name == "turn", number == 19 { gate.open() }
                            if event.name == "delta" { text += event["text"] ?? "" }
                        }
                        return text
                    }
                }
                return try await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(texts == ["one two": 10, "e two": 10])
        }
    }

    @Test func `cancelling ends the model's call, keeps what had come, and ends the stream as cancelled`() async throws
    {
        try await Self.running { caller, model, home in
            model.script([.hang(after: "half an ans")])
            model.setDefault(.reply("whole"))
            let token = try await caller.token(apiKey: Bots.apiKey)
            var events = caller.allEvents("go", token: token, key: "k").makeAsyncIterator()
            let turn = try #require(try await events.next()?["turn_id"])
            #expect(try await events.next()?["text"] == "half an ans")
            let authorization = ["Authorization": "Bearer \(token)"]
            #expect(try await caller.send("DELETE", "/chat/turns/\(turn)", headers: authorization).status == 204)
            let failed = try await events.next()
            #expect(failed?.name == "failed" && failed?["code"] == "cancelled" && failed?.id == "1.end")
            await model.waitForClosedByPeer(1)
            let row = try await DatabaseQueue(path: home.database).read { database in
                try String.fetchOne(
                    database, sql: "SELECT content || ' ' || status FROM messages ORDER BY id DESC LIMIT 1")
            }
            #expect(row == "half an ans cancelled")
            #expect(try await caller.send("DELETE", "/chat/turns/\(turn)", headers: authorization).status == 204)
            #expect(try await caller.say("go", token: token, key: "k")["text"] == "whole", "the lane goes on")
            let again = try await caller.send("GET", "/chat/turns/\(turn)/events?after=1.end", headers: authorization)
            let names = ServerSentEvent.all(in: again.text).map(\.name)
            #expect(names == ["turn", "reset", "delta", "done"], "it was asked again: \(again.text)")
        }
    }

    @Test func `a turn that waits behind another one is cancelled in its place`() async throws {
        try await Self.running { caller, model, _ in
            let gate = FakeOpenAI.Gate()
            model.script([.reply("one", then: gate, "!")])
            model.setDefault(.echo())
            let token = try await caller.token(apiKey: Bots.apiKey)
            var first = caller.allEvents("first", token: token).makeAsyncIterator()
            _ = try await first.next()
            await model.waitForRequests(1)
            var second = caller.allEvents("second", token: token).makeAsyncIterator()
            let turn = try #require(try await second.next()?["turn_id"])
            let answer = try await caller.send(
                "DELETE", "/chat/turns/\(turn)", headers: ["Authorization": "Bearer \(token)"])
            #expect(answer.status == 204)
            let failed = try await second.next()
            #expect(failed?.name == "failed" && failed?["code"] == "cancelled")
            gate.open()
            var last: ServerSentEvent?
            while let event = try await first.next() { last = event }
            #expect(last?["text"] == "one!")
            #expect(try await caller.say("third", token: token)["text"] == "third")
            #expect(!model.requests.contains { $0.lastUserMessage == "second" }, "the model never heard of it")
        }
    }

    @Test func `nobody follows, cancels or learns of another's turn`() async throws {
        try await Self.running { caller, model, _ in
            let gate = FakeOpenAI.Gate()
            model.script([.reply("secret", then: gate, "!")])
            let (mine, theirs) = (
                try await caller.token(apiKey: Bots.apiKey), try await caller.token(apiKey: Bots.apiKey)
            )
            var events = caller.allEvents("hi", token: mine).makeAsyncIterator()
            let turn = try #require(try await events.next()?["turn_id"])
            let ways = [("GET", "/events"), ("POST", "/ticket"), ("DELETE", "")]
            for (method, end) in ways {
                for id in [turn, "4711", "x", "0"] {
                    let answer = try await caller.send(
                        method, "/chat/turns/\(id)\(end)", headers: ["Authorization": "Bearer \(theirs)"])
                    #expect(
                        answer.status == 404 && answer["code"] == "turn_not_found", "\(method) \(id) \(answer.text)")
                }
                #expect(try await caller.send(method, "/chat/turns/\(turn)\(end)").status == 400)
            }
            gate.open()
            var last: ServerSentEvent?
            while let event = try await events.next() { last = event }
            #expect(last?["text"] == "secret!")
        }
    }

    @Test func `a ticket lets a browser in once, to its own turn`() async throws {
        try await Self.running { caller, _, _ in
            let token = try await caller.token(apiKey: Bots.apiKey)
            let authorization = ["Authorization": "Bearer \(token)"]
            var turns: [String] = []
            for text in ["one", "two"] {
                for try await event in caller.allEvents(text, token: token) where event.name == "turn" {
                    turns.append(event["turn_id"] ?? "")
                }
            }
            let ticket = try #require(
                try await caller.send("POST", "/chat/turns/\(turns[0])/ticket", headers: authorization)["ticket"])
            #expect(try await caller.send("GET", "/chat/turns/\(turns[1])/events?ticket=\(ticket)").status == 401)
            let first = try await caller.send("GET", "/chat/turns/\(turns[0])/events?ticket=\(ticket)&after=1.1")
            #expect(ServerSentEvent.all(in: first.text).map(\.name) == ["turn", "delta", "done"])
            #expect(try await caller.send("GET", "/chat/turns/\(turns[0])/events?ticket=\(ticket)").status == 401)
            #expect(try await caller.send("DELETE", "/chat/turns/\(turns[0])?ticket=\(ticket)").status == 400)
        }
    }
}

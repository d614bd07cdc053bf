import BotHarness
import FakeGraph
import FakeOpenAI
import Foundation
import Synchronization
import Testing
import ThrowawayPostgres

/// Replicas that come and go together.
@Suite("A fleet of replicas", .serialized, .timeLimit(.minutes(3)))
struct ReplicaFleetTests {
    @Test func `ten replicas start at once on an empty database, and all of them serve`() async throws {
        try await Replicas.prepared { replicas in
            let ten = try await replicas.start(10)
            #expect(try await replicas.rows("SELECT count(*) FROM replicas WHERE lease_until > now()") == "10")
            let token = try await ten[0].caller.token(apiKey: Bots.apiKey)
            for (number, replica) in ten.enumerated() {
                #expect(try await replica.caller.say("m\(number)", token: token)["text"] == "re: m\(number)")
            }
            let statuses = await withTaskGroup(of: BotProcess.Status.self) { group in
                for replica in ten { group.addTask { await replica.bot.terminate() } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.allSatisfy { $0 == .exited(0) })
            #expect(try await replicas.rows("SELECT count(*) FROM replicas") == "0", "each has taken its leave")
        }
    }

    @Test func `a restart of one replica after the other, under load, loses nothing and pays for nothing twice`()
        async throws
    {
        try await Replicas.prepared { replicas in
            replicas.model.setDefault(
                .choose { request in .reply("re: \(request.lastUserMessage)", latency: .milliseconds(100)) })
            let fleet = Fleet(try await replicas.start(3))
            let tokens = try await fleet[0].tokens(8)
            let count = try await withThrowingTaskGroup(of: Int.self) { group in
                for (user, token) in tokens.enumerated() {
                    group.addTask {
                        var number = 0
                        while !fleet.isOver {
                            try await fleet.say("m\(user)-\(number)", token)
                            number += 1
                        }
                        return number
                    }
                }
                for place in 0..<3 {
                    // Some are answered between one restart and the next.
                    await replicas.model.waitForRequests(replicas.model.requestCount + 16)
                    #expect(await fleet[place].bot.terminate() == .exited(0))
                    fleet[place] = try await replicas.start()
                }
                fleet.end()
                return try await group.reduce(0, +)
            }
            for place in 0..<3 { #expect(await fleet[place].bot.terminate() == .exited(0)) }
            #expect(replicas.model.requestCount == count)
            let answers = try await replicas.rows(
                "SELECT count(*), count(DISTINCT content) FROM messages WHERE content LIKE 're: m%'")
            #expect(answers == "\(count)|\(count)")
            #expect(try await replicas.rows("SELECT count(*) FROM inbox WHERE state <> 'answered'") == "0")
        }
    }

    @Test func `while the database is down everything is refused and nobody is ready, and then it goes on by itself`()
        async throws
    {
        let server = try await ThrowawayPostgres.start()
        try await Replicas.prepared(server: server) { replicas in
            let both = try await replicas.start(2)
            let token = try await both[0].caller.token(apiKey: Bots.apiKey)
            #expect(try await both[0].caller.say("before", token: token)["text"] == "re: before")
            try await server.stop()
            for replica in both {
                let admin = Caller(try await replica.bot.address(after: "admin listening"))
                let refused = try await replica.caller.say("meanwhile", token: token, key: "k")
                #expect(refused.status == 503 && refused["code"] == "store_unavailable", "\(refused.text)")
                #expect(refused.headers["retry-after"] != nil)
                let webhook = replicas.graph.textWebhook("hi", id: "wamid.1", from: "16505550001")
                #expect(try await replica.post(webhook) == 503)
                let ready = try await admin.send("GET", "/health/ready")
                #expect(ready.status == 503 && ready["store"] != "up", "\(ready.text)")
            }
            try await server.resume()
            for replica in both {
                let admin = Caller(try await replica.bot.address(after: "admin listening"))
                while try await admin.send("GET", "/health/ready").status != 200 {}
                while try await replica.caller.say("after", token: token, key: "k2").status == 503 {}
                #expect(try await replica.caller.say("after", token: token, key: "k2")["text"] == "re: after")
                #expect(await replica.bot.terminate() == .exited(0))
            }
            #expect(replicas.model.requestCount == 2)
        }
    }
}

/// Replicas of which one after the other is replaced, while others ask whichever there are.
private final class Fleet: Sendable {
    private struct State {
        var replicas: [Replica]
        var isOver = false
    }

    private let state: Mutex<State>

    init(_ replicas: [Replica]) { state = Mutex(State(replicas: replicas)) }

    subscript(place: Int) -> Replica {
        get { state.withLock { $0.replicas[place] } }
        set { state.withLock { $0.replicas[place] = newValue } }
    }

    var isOver: Bool { state.withLock { $0.isOver } }
    func end() { state.withLock { $0.isOver = true } }

    /// At any replica, and again at another until it is answered.
    func say(_ text: String, _ token: String) async throws {
        while true {
            guard let answer = try? await self[Int.random(in: 0..<3)].caller.say(text, token: token, key: text) else {
                continue
            }
            if answer.status == 503 { continue }
            #expect(answer.status == 200 && answer["text"] == "re: \(text)", "\(answer.status) \(answer.text)")
            return
        }
    }
}

import BotHarness
import FakeOpenAI
import Foundation
import Testing

/// How soon a replica that waits for another's turn has its answer.
@Suite("A replica that waits for another's turn", .serialized, .timeLimit(.minutes(3)))
struct ReplicaWaitTests {
    /// From the time at which the answer was written, a little before its commit. What comes by the poll comes within a
    /// second, so one in ten would be in time. A machine that is busy elsewhere has until it is calm for ten turns.
    @Test func `answers within 100 ms of its commit`() async throws {
        try await Replicas.prepared { replicas in
            let (a, b) = (try await replicas.start(), try await replicas.start())
            let token = try await a.caller.token(apiKey: Bots.apiKey)
            var waits: [Double] = []
            while waits.suffix(10).count(where: { $0 < 0.1 }) < 8, waits.count < 100 {
                let (key, gate) = ("k\(waits.count)", FakeOpenAI.Gate())
                replicas.model.script([.reply("so ", then: gate, "late")])
                async let first = a.caller.say("hello", token: token, key: key)
                await replicas.model.waitForRequests(waits.count + 1)
                async let second = Self.timed { try await b.caller.say("hello", token: token, key: key) }
                try await replicas.waitUntil(
                    "count(*) = 1 FROM inbox WHERE message_id = '\(key)' AND watchers IS NOT NULL")
                gate.open()
                let (answer, time) = try await second
                #expect(answer["text"] == "so late")
                #expect(try await first["text"] == "so late")
                let written = try await replicas.rows(
                    "SELECT extract(epoch FROM max(created_at)) FROM messages WHERE role = 'assistant'")
                waits.append(time - (try #require(Double(written))))
            }
            #expect(waits.suffix(10).count(where: { $0 < 0.1 }) >= 8, "\(waits)")
            #expect(replicas.model.requestCount == waits.count)
            for replica in [a, b] { #expect(await replica.bot.terminate() == .exited(0)) }
        }
    }

    private static func timed(
        _ ask: @Sendable () async throws -> Caller.Answer
    ) async throws -> (Caller.Answer, Double) {
        let answer = try await ask()
        return (answer, Date().timeIntervalSince1970)
    }
}

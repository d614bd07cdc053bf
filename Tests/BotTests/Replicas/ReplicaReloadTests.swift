import BotHarness
import Foundation
import Glibc
import Testing

/// SIGHUP to one of several bots.
@Suite("A replica that is told to reload", .serialized, .timeLimit(.minutes(3)))
struct ReplicaReloadTests {
    @Test func `tells the others which channels it serves by now`() async throws {
        try await Replicas.prepared { replicas in
            let both = try await replicas.start(2)
            let text = try String(contentsOfFile: replicas.file, encoding: .utf8)
            let second = "  second: { type: http, path: /second, api_key: another-key, jwt_key: \(Bots.jwtKey) }\n"
            _ = try replicas.home.write(text + second)
            both[0].bot.send(SIGHUP)
            try await replicas.waitUntil(
                "bool_and('second' = ANY (channels)) FROM replicas WHERE \(both[0].condition)")
            let served = try await replicas.rows("SELECT channels FROM replicas ORDER BY cardinality(channels)")
            #expect(served == "{web,support}\n{second,support,web}")
            _ = try replicas.home.write(text)
            both[0].bot.send(SIGHUP)
            try await replicas.waitUntil("NOT bool_or('second' = ANY (channels)) FROM replicas")
            let token = try await both[0].caller.token(apiKey: Bots.apiKey)
            #expect(try await both[1].caller.say("hi", token: token)["text"] == "re: hi")
            for replica in both { #expect(await replica.bot.terminate() == .exited(0)) }
        }
    }
}

import ChannelKit
import Foundation
import HTTPTypes
import SeededRandom
import Testing

@testable import HTTPChannel

/// Whatever comes in: no crash, and an answer that is documented. The seeds are fixed, so a finding can be repeated.
@Suite("Fuzzed input")
struct FuzzTests {
    private static let cases = 100_000

    /// Every code that the channel itself gives, with its status.
    private static let documented = [
        "missing_api_key": 400, "invalid_api_key": 401, "missing_token": 400, "invalid_token": 401,
        "expired_token": 401, "malformed_json": 400, "empty_content": 400, "invalid_field": 400,
        "invalid_parameter": 400, "invalid_idempotency_key": 400, "content_too_large": 413,
        "unsupported_media_type": 415,
    ]

    @Test func `a body is taken within its limits or refused as documented`() async throws {
        let bench = try Bench()
        let token = try await bench.token()
        var generator = SeededGenerator(seed: 1)
        let seeds = [
            #"{"content":"hi"}"#, #"{"content":"hé\u00e9\ud83d\ude00\n","id":"k-1","token":"x"}"#,
            #"{"name":"Ada","email":"a@b.c","phone_number":"+1","external_id":"e","content":"hello"}"#,
            #"{"content":"x","x":[1,-2.5e3,true,false,null,{"a":[[]]}]}"#,
        ].map { Array($0.utf8) }
        var accepted = 0
        for _ in 0..<Self.cases {
            let body = generator.chance(10) ? generator.bytes(upTo: 40) : generator.mutated(generator.pick(seeds))
            let isOpening = generator.chance(2)
            let delivery = HTTPDelivery.make(
                .post, isOpening ? "/chat/initial" : "/chat",
                [isOpening ? ("X-API-KEY", Bench.apiKey) : ("Authorization", "Bearer \(token)")], body: body)
            if try await check(delivery, bench) { accepted += 1 }
        }
        #expect((1_000..<Self.cases).contains(accepted), "the inputs are neither all good nor all bad")
    }

    @Test func `a changed token is invalid, or says the same`() async throws {
        let bench = try Bench()
        let token = Array(try await bench.token(user: 7, conversation: 11).utf8)
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<Self.cases {
            let candidate = generator.chance(10) ? generator.bytes(upTo: 200) : generator.mutated(token)
            let text = String(decoding: candidate, as: UTF8.self)
            do throws(ChannelError) {
                // What is good in spite of its changes says the same: they are in bits that encode nothing.
                let grant = try await bench.channel.tokens.verify(text).grant
                #expect(grant == .init(user: UserID(7), conversation: ConversationID(11)))
            } catch {
                #expect(error == .invalidToken)
            }
        }
    }

    @Test func `a query is taken within its limits or refused as documented`() async throws {
        let bench = try Bench()
        let token = try await bench.token()
        var generator = SeededGenerator(seed: 3)
        let seeds = ["?before=99&limit=20&conversation_id=12", "?limit=200", "?%6cimit=5&before=%31", ""]
            .map { Array($0.utf8) }
        for _ in 0..<Self.cases {
            let query = String(decoding: generator.mutated(generator.pick(seeds)), as: UTF8.self)
            let delivery = HTTPDelivery.read(query, token: token)
            guard delivery.path == "/chat/messages" else { continue }
            _ = try await check(delivery, bench)
        }
    }

    @Test func `a header is taken within its limits or refused as documented`() async throws {
        let bench = try Bench()
        let token = try await bench.token()
        var generator = SeededGenerator(seed: 4)
        let seeds: [(name: String, value: String)] = [
            ("Authorization", "Bearer \(token)"), ("Content-Type", "application/json; charset=\"utf-8\""),
            ("Accept", "text/event-stream;q=0.9, application/json;q=0.8, */*;q=0.1"), ("Idempotency-Key", "k-1"),
            ("X-API-KEY", Bench.apiKey),
        ]
        for _ in 0..<Self.cases {
            let chosen = generator.pick(seeds)
            let value = String(decoding: generator.mutated(Array(chosen.value.utf8)), as: UTF8.self)
            var headers = seeds.filter { $0.name != chosen.name }
            headers.append((chosen.name, value))
            if generator.chance(20) { headers.append((chosen.name, chosen.value)) }
            let path = generator.chance(4) ? "/chat/initial" : "/chat"
            _ = try await check(.make(.post, path, headers, body: Array(#"{"content":"hi"}"#.utf8)), bench)
        }
    }

    /// Whether the request was accepted; if so, that its events keep their limits, and if not, that the error is one
    /// of the documented.
    private func check(_ delivery: HTTPDelivery, _ bench: Bench) async throws -> Bool {
        do throws(ChannelError) {
            for event in try await bench.events(of: delivery) {
                switch event {
                case .message(let message):
                    #expect(message.sender == .user(UserID(7)))
                    #expect(message.conversation == .existing(ConversationID(11)))
                    #expect((1...255).contains(message.id.utf8.count))
                    #expect((1...(4 << 20)).contains(message.content.utf8.count))
                    #expect(!message.content.utf8.contains(0))
                case .start(let start):
                    #expect(start.content?.isEmpty != true)
                    #expect([start.profile.name, start.profile.email].allSatisfy { ($0 ?? "").utf8.count <= 255 })
                case .history(let query):
                    #expect(query.user == UserID(7))
                    #expect((1...200).contains(query.limit))
                case .turn(let query):
                    #expect(query.user == UserID(7))
                case .status:
                    Issue.record("no request is a status")
                }
            }
            return true
        } catch {
            let answer = await bench.channel.respond(to: delivery, with: .failure(error))
            #expect(Self.documented[error.code.rawValue] == answer.status.code, "\(error)")
            guard case .bytes(let bytes) = answer.body else { throw error }
            #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("{\"error\":\""))
            return false
        }
    }
}

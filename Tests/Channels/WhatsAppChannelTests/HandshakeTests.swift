import ChannelKit
import HTTPTypes
import Testing

@testable import WhatsAppChannel

@Suite("The handshake") struct HandshakeTests {
    /// Status and body, as the platform would see them; the content type where it was answered.
    private func answer(
        _ query: String, from channel: WhatsAppChannel? = nil
    ) async throws -> (status: Int, body: String, type: String?) {
        let channel = try channel ?? Samples.channel()
        let delivery = Samples.delivery(query: query)
        do throws(ChannelError) {
            guard case .answered(let answer) = try await channel.verify(delivery) else { return (0, "", nil) }
            guard case .bytes(let bytes) = answer.body else { return (0, "", nil) }
            return (answer.status.code, String(decoding: bytes, as: UTF8.self), answer.headers[.contentType])
        } catch {
            let answer = await channel.respond(to: delivery, with: .failure(error))
            return (answer.status.code, error.code.rawValue, nil)
        }
    }

    @Test func `with the right token gets the challenge back, verbatim, as plain text`() async throws {
        let answer = try await answer("?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=t0ken")
        #expect(answer.status == 200)
        #expect(answer.body == "1158201444")
        #expect(answer.type?.hasPrefix("text/plain") == true)
    }

    @Test func `finds its three values among others and percent-decodes them`() async throws {
        let channel = try Samples.channel(Samples.required.map { $0 == "verify_token" ? ($0, "a b&c=é") : ($0, $1) })
        let query = "?x=1&hub.verify%5Ftoken=a%20b%26c%3D%C3%A9&hub%2Emode=subscribe&hub.challenge=%3Cb%3E%2B%22+%0A"
        let answer = try await answer(query, from: channel)
        #expect(answer.status == 200)
        #expect(answer.body == "<b>+\" \n")
    }

    @Test(arguments: [
        "", "?", "?hub.mode=subscribe&hub.challenge=1", "?hub.mode=subscribe&hub.verify_token=t0ken",
        "?hub.mode=subscribe&hub.verify_token=t0ken&hub.challenge=", "?hub.challenge=1&hub.verify_token=t0ken",
        "?hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=t0ken",
        "?hub.mode=SUBSCRIBE&hub.challenge=1&hub.verify_token=t0ken",
        "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=", "?hub.mode=subscribe&hub.challenge=1&hub.verify_token",
        "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=t0ke",
        "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=t0kent0ken",
        "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=T0KEN",
        "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=t0ken%00",
        "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong&hub.verify_token=t0ken",
        "?hub.mode=subscribe&hub.challenge=%FF&hub.verify_token=t0ken",
        "?hub.mode=subscribe&hub.challenge=%4&hub.verify_token=t0ken",
    ])
    func `with anything missing, wrong or unreadable is refused`(query: String) async throws {
        let answer = try await answer(query)
        #expect(answer.status == 403)
        #expect(answer.body == "handshake_refused")
    }

    @Test func `matches no empty token, even where the settings were let through`() async throws {
        let channel = try Samples.channel(Samples.required.map { $0 == "verify_token" ? ($0, "") : ($0, $1) })
        let answer = try await answer("?hub.mode=subscribe&hub.challenge=1&hub.verify_token=", from: channel)
        #expect(answer.status == 403)
    }

    @Test func `takes a challenge of 4 KB and no longer one`() async throws {
        let head = "?hub.mode=subscribe&hub.verify_token=t0ken&hub.challenge="
        let most = String(repeating: "7", count: 4_096)
        #expect(try await answer(head + most).body == most)
        #expect(try await answer(head + most + "7").status == 400)
        #expect(try await answer(head.replacing("t0ken", with: "other") + most + "7").status == 403)
    }

    @Test func `answers 100,000 random queries with 200, 400 or 403, and 200 with the right token only`() async throws {
        let channel = try Samples.channel()
        let parts = [
            "hub.mode", "hub.challenge", "hub.verify_token", "subscribe", "t0ken", "=", "&", "?", "%", "%41", "%F", "+",
            "7",
            "é", "%C3", "hub.mode=subscribe&", "hub.verify_token=t0ken&", "hub.challenge=1&",
        ]
        var state: UInt64 = 42
        func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        var answered = 0
        for _ in 0..<100_000 {
            let query = "?" + (0..<below(8)).map { _ in parts[below(parts.count)] }.joined()
            do throws(ChannelError) {
                guard case .answered = try await channel.verify(Samples.delivery(query: query)) else {
                    Issue.record("not a handshake: \(query)")
                    continue
                }
                answered += 1
                if !query.contains("t0ken") || !query.contains("subscribe") { Issue.record("answered: \(query)") }
            } catch {
                if ![.forbidden, .invalid].contains(error.kind) { Issue.record("\(error): \(query)") }
            }
        }
        #expect(answered > 100)
    }
}

import ChannelKit
import FakeSlack
import Foundation
import HTTPTypes
import SeededRandom
import Testing

@testable import SlackChannel

@Suite("A request", .timeLimit(.minutes(2))) struct RequestTests {
    private static let body = FakeSlack.callback(FakeSlack.message("hi", in: "D1", ts: "1700000000.000100"))

    private func refusal(_ delivery: HTTPDelivery, _ channel: SlackChannel) async -> ChannelError? {
        await #expect(throws: ChannelError.self) { _ = try await channel.verify(delivery) }
    }

    /// The example of Slack's own page, "Verifying requests from Slack".
    @Test("is signed as Slack's documentation shows it")
    func documented() async throws {
        let body =
            "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
            + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
            + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
            + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
        let headers = [
            "X-Slack-Request-Timestamp": "1531420618",
            "X-Slack-Signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
        ]
        var channel = try Samples.channel()
        channel.now = { Date(timeIntervalSince1970: 1_531_420_618 + 299) }
        guard case .genuine = try await channel.verify(Samples.delivery(bytes: Array(body.utf8), headers: headers))
        else {
            Issue.record("it is genuine")
            return
        }
    }

    @Test("is believed for its signature alone, whatever its body holds")
    func forgeries() async throws {
        let channel = try Samples.channel()
        let good = FakeSlack.headers(of: Array(Self.body.utf8), secret: Samples.secret)
        let (signature, time) = (good["X-Slack-Signature"] ?? "", good["X-Slack-Request-Timestamp"] ?? "")
        let late = String(Int(time)! + 1)
        let wrong: [[String: String]] = [
            [:], ["X-Slack-Signature": signature], ["X-Slack-Request-Timestamp": time],
            ["X-Slack-Signature": signature, "X-Slack-Request-Timestamp": late],
            ["X-Slack-Signature": signature, "X-Slack-Request-Timestamp": time + ".0"],
            ["X-Slack-Signature": signature, "X-Slack-Request-Timestamp": "+" + time],
            ["X-Slack-Signature": signature, "X-Slack-Request-Timestamp": "1" + String(repeating: "0", count: 400)],
            ["X-Slack-Signature": signature.uppercased(), "X-Slack-Request-Timestamp": time],
            ["X-Slack-Signature": String(signature.dropFirst(3)), "X-Slack-Request-Timestamp": time],
            ["X-Slack-Signature": signature + "00", "X-Slack-Request-Timestamp": time],
            ["X-Slack-Signature": "v1=" + signature.dropFirst(3), "X-Slack-Request-Timestamp": time],
            ["X-Slack-Signature": "v0=" + String(repeating: "0", count: 64), "X-Slack-Request-Timestamp": time],
            FakeSlack.headers(of: Array(Self.body.utf8), secret: "another"),
            FakeSlack.headers(of: Array("{}".utf8), secret: Samples.secret),
        ]
        for headers in wrong {
            let error = await refusal(Samples.delivery(bytes: Array(Self.body.utf8), headers: headers), channel)
            #expect(error?.code == "invalid_signature" && error?.kind == .unauthenticated, "\(headers)")
        }
        var doubled = Samples.delivery(bytes: Array(Self.body.utf8), headers: good)
        if let name = HTTPField.Name(RequestSignature.header) {
            doubled.request.headerFields.append(HTTPField(name: name, value: signature))
        }
        #expect(await refusal(doubled, channel)?.code == "invalid_signature")
    }

    @Test("is a replay where its time is more than five minutes off, to either side")
    func window() async throws {
        let now = Date(timeIntervalSince1970: 1_700_000_000)
        var channel = try Samples.channel()
        channel.now = { now }
        for seconds in [-300.0, -1, 0, 1, 300] {
            guard case .genuine = try await channel.verify(Samples.delivery(Self.body, time: now + seconds)) else {
                Issue.record("\(seconds) is within the window")
                continue
            }
        }
        for seconds in [-86_400.0, -301, 301, 86_400] {
            let error = await refusal(Samples.delivery(Self.body, time: now + seconds), channel)
            #expect(error?.code == "request_too_old" && error?.kind == .unauthenticated)
        }
    }

    @Test("is believed for either of two secrets while one is being rotated, and for no third")
    func rotation() async throws {
        let mark = SettingsMark(line: 1, column: 1)
        let two = ["old-secret", "new-secret"].map { SettingsNode(.scalar($0), at: mark) }
        let (settings, faults) = Samples.settings([
            ("signing_secret", .list(two)), ("bot_token", .scalar(Samples.token)),
        ])
        #expect(faults.isEmpty)
        let channel = try Samples.channel(settings)
        for secret in ["old-secret", "new-secret"] {
            _ = try await channel.verify(Samples.delivery(Self.body, secret: secret))
        }
        for secret in ["third-secret", ""] where !secret.isEmpty {
            #expect(await refusal(Samples.delivery(Self.body, secret: secret), channel)?.code == "invalid_signature")
        }
    }

    @Test("that verifies the address gets its challenge back, once it is known to be Slack's")
    func handshake() async throws {
        let channel = try Samples.channel()
        let body =
            #"{"token":"Jhj5","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}"#
        guard case .answered(let answer) = try await channel.verify(Samples.delivery(body)) else {
            Issue.record("it is answered on the spot")
            return
        }
        #expect(answer.status == .ok && answer.headers[.contentType]?.hasPrefix("text/plain") == true)
        guard case .bytes(let bytes) = answer.body else { return }
        #expect(String(decoding: bytes, as: UTF8.self) == "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P")
        #expect(await refusal(Samples.delivery(body, secret: "another"), channel)?.code == "invalid_signature")
        let long = body.replacing("3eZ", with: String(repeating: "3", count: 2_000))
        for other in [long, body.replacing("challenge", with: "chalk"), body.replacing("url_", with: "x_")] {
            guard case .genuine = try await channel.verify(Samples.delivery(other)) else {
                Issue.record("no handshake is answered: \(other.prefix(60))")
                continue
            }
            #expect(try await channel.receive(Samples.delivery(other), from: .platform).isEmpty)
        }
    }

    @Test("that Slack posts again is the same message, and is acknowledged")
    func retries() async throws {
        let log = LogRecorder()
        let channel = try Samples.channel(log: log)
        var again = Samples.delivery(Self.body)
        for (name, value) in [("X-Slack-Retry-Num", "2"), ("X-Slack-Retry-Reason", "http_timeout")] {
            if let name = HTTPField.Name(name) { again.request.headerFields[name] = value }
        }
        let first = try await channel.message(in: Samples.delivery(Self.body))
        #expect(try await channel.message(in: again) == first && first != nil)
        #expect(await channel.respond(to: again, with: .success([.noted])).status == .ok)
    }

    @Test("is acknowledged where it was recorded or never can be, and asked for again where it may be")
    func answers() async throws {
        let channel = try Samples.channel()
        let delivery = Samples.delivery("{}")
        func answer(_ outcome: Result<[Admission], ChannelError>) async -> HTTPAnswer {
            await channel.respond(to: delivery, with: outcome)
        }
        func status(_ outcome: Result<[Admission], ChannelError>) async -> Int { await answer(outcome).status.code }
        let lasting = ChannelError("odd", kind: .invalid, message: "odd")
        #expect(await status(.success([])) == 200)
        #expect(await status(.success([.noted])) == 200)
        #expect(await status(.success([.refused(lasting)])) == 200)
        #expect(await status(.success([.refused(.overloaded(retryAfter: .seconds(1)))])) == 503)
        #expect(await status(.failure(.overloaded(retryAfter: .seconds(1)))) == 503)
        #expect(await status(.failure(.invalidSignature)) == 401)
        let tooLarge = await answer(.failure(ChannelError("too_large", kind: .tooLarge, message: "")))
        #expect(tooLarge.status.code == 413)
        #expect(SlackChannel.noRetryHeader.flatMap { tooLarge.headers[$0] } == "1")
    }

    @Test("of any bytes is survived, and yields one message at most", arguments: [1, 2, 3, 4] as [UInt64])
    func fuzz(_ seed: UInt64) async throws {
        let channel = try Samples.channel([("respond_to", "all")])
        var random = SeededGenerator(seed: seed)
        let genuine = Fixture.all.map(\.body)
        for _ in 0..<1_500 {
            let bytes = random.chance(10) ? random.bytes(upTo: 200) : random.mutated(random.pick(genuine))
            let events = try await channel.receive(Samples.delivery(bytes: bytes), from: .platform)
            #expect(events.count <= 1)
            for case .message(let message) in events {
                let place = try #require(SlackPlace(message.address))
                #expect(place.address == message.address && message.id.hasPrefix(place.channel + "/"))
                #expect(message.content.utf8.count <= 2 * EventReader.textLimit)
                #expect((message.handling == .answer) == !message.content.isEmpty)
            }
        }
    }
}

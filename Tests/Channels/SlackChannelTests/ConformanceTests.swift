import ChannelKit
import ChannelTesting
import FakeSlack
import Foundation
import HTTPTypes
import Testing

@testable import SlackChannel

@Suite("The channel keeps what every channel promises", .timeLimit(.minutes(5))) struct ConformanceTests {
    @Test("A promise of every channel", arguments: ChannelPromise.all(of: SlackSpecimen()))
    func promise(_ promise: ChannelPromise) async throws { try await promise.run() }

    @Test(
        "A promise of every channel, kept in channels and their threads",
        arguments: ChannelPromise.all(of: SlackSpecimen(isDirect: false)))
    func promiseInChannels(_ promise: ChannelPromise) async throws { try await promise.run() }
}

/// An app in a workspace. Chat n of the kit is the direct conversation with the person `U1000 + n`; or, where it is not
/// direct, one thread of a channel, which that person mentions the bot in.
struct SlackSpecimen: ChannelSpecimen {
    typealias Subject = SlackChannel

    var isDirect = true

    func makePlatform() async throws -> SlackPlatform { SlackPlatform(slack: try await FakeSlack.start()) }

    func settings(on platform: SlackPlatform) -> String {
        """
        signing_secret: \(Samples.secret)
        bot_token: \(Samples.token)
        api_url: \(platform.slack.url)
        """
    }

    var secrets: [String] { [Samples.secret, Samples.token] }

    private func event(_ message: SampleMessage, more: String = "") -> String {
        // The same number, the same name; and a time that is not stale.
        let ts = "\(Self.start).\(String(message.number + 1_000_000).dropFirst())"
        let (person, chat) = ("U\(1_000 + message.chat)", 1_000 + message.chat)
        return isDirect
            ? FakeSlack.message(message.text, in: "D\(chat)", from: person, ts: ts, more: more)
            : FakeSlack.message(
                "<@\(FakeSlack.bot)> \(message.text)", in: "C\(chat)", from: person, ts: ts,
                thread: "1600000000.000001", type: "app_mention", more: more)
    }

    private static let start = Int(Date().timeIntervalSince1970)

    /// Slack posts one event at a time.
    func delivery(of messages: [SampleMessage], on stage: Stage<Self>) async throws -> HTTPDelivery? {
        messages.count == 1 ? Samples.delivery(FakeSlack.callback(event(messages[0]))) : nil
    }

    func forgeries(of message: SampleMessage, on stage: Stage<Self>) async throws -> [Named<HTTPDelivery>] {
        let body = FakeSlack.callback(event(message))
        let headers = FakeSlack.headers(of: Array(body.utf8), secret: Samples.secret)
        let changed = body.replacing("question", with: "Question")
        return [
            Named("not signed", Samples.delivery(body, secret: nil)),
            Named("signed with another secret", Samples.delivery(body, secret: "another")),
            Named("changed after it was signed", Samples.delivery(bytes: Array(changed.utf8), headers: headers)),
            Named("with the token for a secret", Samples.delivery(body, secret: Samples.token)),
        ]
    }

    func delivery(of bytes: [UInt8], on stage: Stage<Self>) async throws -> HTTPDelivery? {
        Samples.delivery(bytes: bytes)
    }

    func echoes(of message: SampleMessage, on stage: Stage<Self>) async throws -> [Named<HTTPDelivery>] {
        func named(_ name: String, _ more: String) -> Named<HTTPDelivery> {
            Named(name, Samples.delivery(FakeSlack.callback(event(message, more: more))))
        }
        return [
            named("its own message", #","bot_id":"B0FAKE001""#),
            named("another bot's", #","bot_id":"B0OTHER","subtype":"bot_message""#),
            named("an edit", #","subtype":"message_changed","hidden":true"#),
            named("a deletion", #","subtype":"message_deleted","hidden":true"#),
            named("a note that somebody joined", #","subtype":"channel_join""#),
        ]
    }

    func faultySettings(on platform: SlackPlatform) -> [Named<String>] {
        let least = "signing_secret: \(Samples.secret)\nbot_token: \(Samples.token)\n"
        return [
            Named("bot_token", "signing_secret: \(Samples.secret)\nbot_token: no-token"),
            Named("signing_secret", "signing_secret: [a, b, c]\nbot_token: \(Samples.token)"),
            Named("respond_in", least + "respond_in: hall"), Named("team_id", least + "team_id: a/b"),
            Named("send_timeout", least + "send_timeout: 1h"),
        ]
    }

    var absences: [Absence: String] { [.batches: "Slack posts one event at a time"] }

    var longestText: Int? { 4_000 }
}

/// The Web API, and what it says for each of the kit's answers.
struct SlackPlatform: ScriptedPlatform {
    let slack: FakeSlack

    func script(_ answers: [PlatformAnswer]) {
        slack.script(
            answers.map { answer in
                switch answer {
                case .takes: .accept
                case .busy: .tooMany(retryAfter: 2)
                case .refuses: .error("is_archived")
                case .locksOut: .error("token_revoked")
                case .takesSilently: .acceptThenReset
                case .vanishes: .reset
                }
            })
    }

    var taken: [SentReply] {
        slack.messages.map {
            SentReply(
                chat: Int($0.channel.dropFirst()).map { $0 - 1_000 } ?? -1, text: $0.text,
                platformID: "\($0.channel)/\($0.ts)")
        }
    }

    func stop() async { try? await slack.stop() }
}

import ChannelKit
import ChannelTesting
import FakeTelegram
import Foundation
import HTTPTypes
import Testing

@testable import TelegramChannel

@Suite("The channel keeps what every channel promises", .timeLimit(.minutes(5))) struct ConformanceTests {
    @Test("A promise of every channel", arguments: ChannelPromise.all(of: TelegramSpecimen()))
    func promise(_ promise: ChannelPromise) async throws { try await promise.run() }

    @Test("A promise of every loop, by fetching", arguments: ChannelPromise.ofTheLoop(of: FetchingSpecimen()))
    func loop(_ promise: ChannelPromise) async throws { try await promise.run() }
}

/// A bot with a webhook. Chat n of the kit is the private chat with the person 1000 + n.
struct TelegramSpecimen: ChannelSpecimen {
    typealias Subject = TelegramChannel

    func makePlatform() async throws -> TelegramPlatform { TelegramPlatform(telegram: try await FakeTelegram.start()) }

    func settings(on platform: TelegramPlatform) -> String {
        """
        token: "\(Samples.token)"
        mode: webhook
        secret_token: \(Samples.secret)
        api_base: \(platform.telegram.url)
        """
    }

    var secrets: [String] { [Samples.token, Samples.secret, "AAFakeToken"] }

    private func update(_ message: SampleMessage) -> String {
        FakeTelegram.update(
            message.number,
            FakeTelegram.message(
                message.number + 1, chat: 1_000 + message.chat, text: message.text,
                date: Int(message.sentAt.timeIntervalSince1970)))
    }

    /// Telegram posts one update at a time.
    func delivery(of messages: [SampleMessage], on stage: Stage<Self>) async throws -> HTTPDelivery? {
        messages.count == 1 ? Samples.delivery(update(messages[0])) : nil
    }

    func forgeries(of message: SampleMessage, on stage: Stage<Self>) async throws -> [Named<HTTPDelivery>] {
        [
            Named("without a secret token", Samples.delivery(update(message), secret: nil)),
            Named("with another secret token", Samples.delivery(update(message), secret: "another")),
            Named("with the bot's token in its place", Samples.delivery(update(message), secret: Samples.token)),
        ]
    }

    func delivery(of bytes: [UInt8], on stage: Stage<Self>) async throws -> HTTPDelivery? {
        Samples.delivery(bytes: bytes)
    }

    func echoes(of message: SampleMessage, on stage: Stage<Self>) async throws -> [Named<HTTPDelivery>] {
        let own = update(message).replacing(
            #""from":{"id":\#(1_000 + message.chat),"is_bot":false"#, with: #""from":{"id":123456789,"is_bot":true"#)
        return [
            Named("its own message", Samples.delivery(own)),
            Named("another bot's", Samples.delivery(own.replacing(#""id":123456789"#, with: #""id":55"#))),
            Named("an edit", Samples.delivery(update(message).replacing(#""message":"#, with: #""edited_message":"#))),
        ]
    }

    func faultySettings(on platform: TelegramPlatform) -> [Named<String>] {
        [
            Named("token", "token: no-token"),
            Named("secret_token", "token: \"\(Samples.token)\"\nmode: webhook"),
            Named("poll_timeout", "token: \"\(Samples.token)\"\npoll_timeout: 10m"),
        ]
    }

    var absences: [Absence: String] { [.batches: "Telegram posts one update at a time"] }

    var longestText: Int? { 4_096 }
    var loop: LoopKind? { .idles }
}

/// The same bot, that fetches its updates.
struct FetchingSpecimen: ChannelSpecimen {
    typealias Subject = TelegramChannel

    func makePlatform() async throws -> TelegramPlatform { TelegramPlatform(telegram: try await FakeTelegram.start()) }
    func settings(on platform: TelegramPlatform) -> String {
        "token: \"\(Samples.token)\"\napi_base: \(platform.telegram.url)"
    }
    var secrets: [String] { [Samples.token] }
    func delivery(of messages: [SampleMessage], on stage: Stage<Self>) async throws -> HTTPDelivery? { nil }

    var loop: LoopKind? { .recalls }

    func feed(_ messages: [SampleMessage], on platform: TelegramPlatform) async throws {
        for message in messages {
            platform.telegram.put(
                FakeTelegram.message(
                    message.number, chat: 1_000 + message.chat, text: message.text,
                    date: Int(message.sentAt.timeIntervalSince1970)))
        }
    }
}

/// The Bot API, and what it says for each of the kit's answers.
struct TelegramPlatform: ScriptedPlatform {
    let telegram: FakeTelegram

    func script(_ answers: [PlatformAnswer]) {
        telegram.script(
            answers.map { answer in
                switch answer {
                case .takes: .accept
                case .busy: .tooMany(retryAfter: 2)
                case .refuses: .error(403, "Forbidden: bot was blocked by the user")
                case .locksOut: .error(401, "Unauthorized")
                case .takesSilently: .acceptThenReset
                case .vanishes: .reset
                }
            })
    }

    var taken: [SentReply] {
        telegram.messages.map {
            SentReply(chat: $0.chat - 1_000, text: $0.text, platformID: "\($0.chat)/\($0.number)")
        }
    }

    func stop() async { try? await telegram.stop() }
}

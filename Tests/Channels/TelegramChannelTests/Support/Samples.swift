import ChannelKit
import FakeTelegram
import HTTPTypes
import Logging
import Synchronization

@testable import TelegramChannel

/// Settings, channels and deliveries for the tests.
enum Samples {
    static let token = "123456789:AAFakeTokenOfThirtyFiveCharacters_1"
    static let secret = "a-secret-token"
    static let polling = [("token", token)]
    static let webhook = [("token", token), ("mode", "webhook"), ("secret_token", secret)]

    static func settings(_ values: [(String, String)]) -> (TelegramChannel.Settings, [SettingsFault]) {
        let mark = SettingsMark(line: 1, column: 1)
        let entries = values.map { key, value in
            SettingsNode.Entry(key: key, keyMark: mark, value: SettingsNode(.scalar(value), at: mark))
        }
        var reader = SettingsReader(SettingsNode(.map(entries), at: mark), name: "helper")
        let settings = TelegramChannel.Settings(from: &reader)
        reader.finish()
        return (settings, reader.faults)
    }

    static func channel(
        _ values: [(String, String)] = webhook, on telegram: FakeTelegram? = nil,
        cursor: any ChannelCursor = MemoryCursor(), log: LogRecorder? = nil
    ) throws -> TelegramChannel {
        let base = telegram.map { [("api_base", $0.url)] } ?? []
        return try TelegramChannel(
            settings: settings(values + base).0,
            context: ChannelContext(
                instance: "helper", installation: "test",
                logger: Logger(label: "test") { _ in if let log { log } else { SwiftLogNoOpLogHandler() } },
                cursor: cursor))
    }

    static func delivery(_ body: String, secret: String? = Samples.secret) -> HTTPDelivery {
        delivery(bytes: Array(body.utf8), secrets: secret.map { [$0] } ?? [])
    }

    static func delivery(bytes: [UInt8], secrets: [String] = [Samples.secret]) -> HTTPDelivery {
        var request = HTTPRequest(method: .post, scheme: "https", authority: "bot.test", path: "/chat/telegram")
        if let name = TelegramChannel.secretHeader { request.headerFields[values: name] = secrets }
        return HTTPDelivery(request: request, body: bytes, requestID: "r1")
    }
}

extension TelegramChannel {
    /// What an update yields, given as its fields without the number.
    func events(_ fields: String) async throws -> [InboundEvent] {
        try await receive(Samples.delivery(FakeTelegram.update(1, fields)), from: .platform)
    }

    /// The one message of an update; nil where there is none.
    func message(_ fields: String) async throws -> InboundMessage? {
        guard case .message(let message)? = try await events(fields).first else { return nil }
        return message
    }
}

/// A cursor that lasts as long as the test, and remembers what was saved.
final class MemoryCursor: ChannelCursor {
    private let values: Mutex<[String]>

    init(_ value: String? = nil) { values = Mutex(value.map { [$0] } ?? []) }

    var saved: [String] { values.withLock { $0 } }
    func load() async throws(ChannelError) -> String? { values.withLock { $0.last } }
    func save(_ value: String) async throws(ChannelError) { values.withLock { $0.append(value) } }
}

/// Keeps what is logged, each entry as one line.
final class LogRecorder: LogHandler {
    private let lines = Mutex<[String]>([])

    var entries: [String] { lines.withLock { $0 } }

    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        let metadata = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        lines.withLock { $0.append("\(event.level): \(event.message) \(metadata.joined(separator: " "))") }
    }
}

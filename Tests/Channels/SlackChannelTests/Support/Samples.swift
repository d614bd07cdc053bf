import ChannelKit
import FakeSlack
import Foundation
import HTTPTypes
import Logging
import Synchronization

@testable import SlackChannel

/// Settings, channels and deliveries for the tests.
enum Samples {
    static let token = "xoxb-fake-token-of-the-bot"
    static let secret = "8f742231b10e8888abcd99yyyzzz85a5"
    static let least = [("signing_secret", secret), ("bot_token", token)]

    static func settings(_ values: [(String, String)]) -> (SlackChannel.Settings, [SettingsFault]) {
        settings(values.map { ($0, SettingsNode.Value.scalar($1)) })
    }

    static func settings(_ values: [(String, SettingsNode.Value)]) -> (SlackChannel.Settings, [SettingsFault]) {
        let mark = SettingsMark(line: 1, column: 1)
        let entries = values.map { key, value in
            SettingsNode.Entry(key: key, keyMark: mark, value: SettingsNode(value, at: mark))
        }
        var reader = SettingsReader(SettingsNode(.map(entries), at: mark), name: "team")
        let settings = SlackChannel.Settings(from: &reader)
        reader.finish()
        return (settings, reader.faults)
    }

    static func channel(
        _ values: [(String, String)] = [], on slack: FakeSlack? = nil, log: LogRecorder? = nil
    ) throws -> SlackChannel {
        let base = slack.map { [("api_url", $0.url)] } ?? []
        return try channel(settings(least + base + values).0, log: log)
    }

    static func channel(_ settings: SlackChannel.Settings, log: LogRecorder? = nil) throws -> SlackChannel {
        try SlackChannel(
            settings: settings,
            context: ChannelContext(
                instance: "team", installation: "test",
                logger: Logger(label: "test") { _ in if let log { log } else { SwiftLogNoOpLogHandler() } },
                cursor: NoCursor()))
    }

    /// A request of Slack's, signed now with this secret; nil: not signed.
    static func delivery(_ body: String, secret: String? = Samples.secret, time: Date = Date()) -> HTTPDelivery {
        delivery(bytes: Array(body.utf8), secret: secret, time: time)
    }

    static func delivery(bytes: [UInt8], secret: String? = Samples.secret, time: Date = Date()) -> HTTPDelivery {
        let headers = secret.map { FakeSlack.headers(of: bytes, secret: $0, time: time) } ?? [:]
        return delivery(bytes: bytes, headers: headers)
    }

    static func delivery(bytes: [UInt8], headers: [String: String]) -> HTTPDelivery {
        var request = HTTPRequest(method: .post, scheme: "https", authority: "bot.test", path: "/chat/slack")
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { request.headerFields.append(HTTPField(name: name, value: value)) }
        }
        return HTTPDelivery(request: request, body: bytes, requestID: "r1")
    }
}

extension SlackChannel {
    /// The one message of an event; nil where there is none.
    func message(_ event: String, bot: String? = FakeSlack.bot) async throws -> InboundMessage? {
        try await message(in: Samples.delivery(FakeSlack.callback(event, bot: bot)))
    }

    func message(in delivery: HTTPDelivery) async throws -> InboundMessage? {
        guard case .message(let message)? = try await receive(delivery, from: .platform).first else { return nil }
        return message
    }
}

struct NoCursor: ChannelCursor {
    func load() async throws(ChannelError) -> String? { nil }
    func save(_ value: String) async throws(ChannelError) {}
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

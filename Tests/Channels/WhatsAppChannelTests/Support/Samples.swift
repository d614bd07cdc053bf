import ChannelKit
import HTTPTypes
import Logging

@testable import WhatsAppChannel

/// Settings, channels and requests for the tests.
enum Samples {
    static let required = [
        ("app_secret", "s3cret"), ("verify_token", "t0ken"), ("access_token", "acce55"),
        ("phone_number_id", "106540352242922"),
    ]

    static func settings(_ values: [(String, SettingsNode.Value)]) -> (WhatsAppChannel.Settings, [SettingsFault]) {
        let mark = SettingsMark(line: 1, column: 1)
        let entries = values.map { key, value in
            SettingsNode.Entry(key: key, keyMark: mark, value: SettingsNode(value, at: mark))
        }
        var reader = SettingsReader(SettingsNode(.map(entries), at: mark), name: "support")
        let settings = WhatsAppChannel.Settings(from: &reader)
        reader.finish()
        return (settings, reader.faults)
    }

    static func settings(_ values: [(String, String)] = required) -> (WhatsAppChannel.Settings, [SettingsFault]) {
        settings(values.map { ($0, SettingsNode.Value.scalar($1)) })
    }

    static func channel(
        _ values: [(String, String)] = required, log: LogRecorder? = nil
    ) throws -> WhatsAppChannel {
        try channel(settings: settings(values).0, log: log)
    }

    static func channel(_ values: [(String, String)] = required, logger: Logger) throws -> WhatsAppChannel {
        try channel(settings: settings(values).0, logger: logger)
    }

    static func channel(settings: WhatsAppChannel.Settings, log: LogRecorder? = nil) throws -> WhatsAppChannel {
        try channel(
            settings: settings,
            logger: Logger(label: "test") { _ in if let log { log } else { SwiftLogNoOpLogHandler() } })
    }

    private static func channel(settings: WhatsAppChannel.Settings, logger: Logger) throws -> WhatsAppChannel {
        try WhatsAppChannel(
            settings: settings,
            context: ChannelContext(
                instance: "support", installation: "test", logger: logger, cursor: NoCursor()))
    }

    /// The required keys, and some of them or others with these values.
    static func with(_ values: (String, String)...) -> [(String, String)] {
        required.filter { key, _ in !values.contains { $0.0 == key } } + values
    }

    static func delivery(
        _ method: HTTPRequest.Method = .get, query: String = "", body: String = "", headers: HTTPFields = [:]
    ) -> HTTPDelivery {
        delivery(method, query: query, bytes: Array(body.utf8), headers: headers)
    }

    static func delivery(
        _ method: HTTPRequest.Method = .post, query: String = "", bytes: [UInt8], headers: HTTPFields = [:]
    ) -> HTTPDelivery {
        let request = HTTPRequest(
            method: method, scheme: "https", authority: "bot.test", path: "/chat/whatsapp" + query,
            headerFields: headers)
        return HTTPDelivery(request: request, body: bytes, requestID: "r1")
    }
}

private struct NoCursor: ChannelCursor {
    func load() async throws(ChannelError) -> String? { nil }
    func save(_ value: String) async throws(ChannelError) {}
}

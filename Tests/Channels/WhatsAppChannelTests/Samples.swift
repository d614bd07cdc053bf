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

    static func channel(_ values: [(String, String)] = required) throws -> WhatsAppChannel {
        let context = ChannelContext(
            instance: "support", installation: "test",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, cursor: NoCursor())
        return try WhatsAppChannel(settings: settings(values).0, context: context)
    }

    static func delivery(_ method: HTTPRequest.Method = .get, query: String = "", body: String = "") -> HTTPDelivery {
        let request = HTTPRequest(
            method: method, scheme: "https", authority: "bot.test", path: "/chat/whatsapp" + query)
        return HTTPDelivery(request: request, body: Array(body.utf8), requestID: "r1")
    }
}

private struct NoCursor: ChannelCursor {
    func load() async throws(ChannelError) -> String? { nil }
    func save(_ value: String) async throws(ChannelError) {}
}

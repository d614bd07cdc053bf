import ChannelKit
import Foundation
import HTTPTypes
import Synchronization
import Testing

/// An answer, read as a client would.
struct Response {
    var status: Int
    var headers: HTTPFields
    var bytes: [UInt8]
    /// What each write of a streamed body held. Empty for a whole body.
    var writes: [[UInt8]]

    init(_ answer: HTTPAnswer) async throws {
        status = answer.status.code
        headers = answer.headers
        switch answer.body {
        case .bytes(let bytes):
            self.bytes = bytes
            writes = []
        case .stream(let write):
            let writer = Writer()
            try await write(writer)
            writes = writer.writes.withLock { $0 }
            bytes = Array(writes.joined())
        }
    }

    var json: Fields {
        get throws { try JSONDecoder().decode(Fields.self, from: Data(bytes)) }
    }

    var keys: Set<String> {
        get throws {
            Set(try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]).keys)
        }
    }

    /// Every field that any answer has.
    struct Fields: Decodable, Equatable {
        struct Message: Decodable, Equatable {
            var id, role, content, created_at: String
        }

        var token, text, user_id, conversation_id, message_id, expires_at, error, code, request_id: String?
        var turn_id, ticket, page_token: String?
        var recorded: Bool?
        var messages: [Message]?
    }

    /// Reads the body as the event stream format says: fields line by line, an event at each empty line.
    var events: [Event] {
        get throws {
            var events: [Event] = []
            var name = ""
            var id: String?
            var data: [String] = []
            for line in String(decoding: bytes, as: UTF8.self).split(
                omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r" || $0 == "\r\n" })
            {
                if line.isEmpty {
                    if !data.isEmpty {
                        let json = Data(data.joined(separator: "\n").utf8)
                        let fields = try JSONDecoder().decode(Fields.self, from: json)
                        events.append(Event(name: name, data: fields, id: id))
                    }
                    name = ""
                    id = nil
                    data = []
                } else if line.hasPrefix("event: ") {
                    name = String(line.dropFirst(7))
                } else if line.hasPrefix("id: ") {
                    id = String(line.dropFirst(4))
                } else if line.hasPrefix("data: ") {
                    data.append(String(line.dropFirst(6)))
                } else {
                    Issue.record("unexpected line: \(line)")
                }
            }
            #expect(name.isEmpty && data.isEmpty, "the last event has no end")
            return events
        }
    }

    struct Event: Equatable {
        var name: String
        var data: Fields
        var id: String?
    }

    /// The events without the first one, which says whose they are.
    var news: [Event] {
        get throws {
            let events = try events
            #expect(events.first?.name == "turn" && events.first?.data.turn_id != nil && events.first?.id == nil)
            return Array(events.dropFirst())
        }
    }

    private final class Writer: HTTPBodyWriter {
        let writes = Mutex<[[UInt8]]>([])
        func write(_ bytes: [UInt8]) async throws { writes.withLock { $0.append(bytes) } }
    }
}

import ChannelKit
import Foundation

/// What the runtime says to a program, each as one line.
struct RuntimeLine: Encodable {
    static let protocolVersion = 1

    struct Refusal: Encodable {
        var event: Int
        var code: String
        var retryAfter: Int?
    }

    var type: String
    var id: String?
    var protocolVersion: Int?
    var instance: String?
    var options: [String: String]?
    var cursor: String?
    var maxLine: Int?
    var maxInFlight: Int?
    var chat: String?
    var text: String?
    var reply: String?
    var inReplyTo: String?
    var context: String?
    var attempt: Int?
    var quote: Bool?
    var message: String?
    var code: String?
    var retryAfter: Int?
    var refused: [Refusal]?
    var unreadable: [Int]?
    var grace: Int?

    enum CodingKeys: String, CodingKey {
        case type, id, instance, options, cursor, chat, text, reply, context, attempt, quote, message, code, refused
        case unreadable, grace
        case protocolVersion = "protocol"
        case maxLine = "max_line"
        case maxInFlight = "max_in_flight"
        case inReplyTo = "in_reply_to"
        case retryAfter = "retry_after"
    }

    init(_ type: String, id: String? = nil) {
        self.type = type
        self.id = id
    }

    var bytes: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts, whole numbers and lists of them: there is nothing that could not be written.
        return ((try? encoder.encode(self)).map(Array.init) ?? []) + [UInt8(ascii: "\n")]
    }
}

extension ChannelError {
    /// Whole seconds, rounded up. Nil where it makes no sense to come again.
    var secondsToWait: Int? {
        switch retry {
        case .now, .unknown: 1
        case .after(let delay): max(1, Int(delay.components.seconds) + (delay.components.attoseconds > 0 ? 1 : 0))
        case .never, .fallback: nil
        }
    }
}

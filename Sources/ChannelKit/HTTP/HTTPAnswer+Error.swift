public import HTTPTypes

extension ChannelError.Kind {
    /// The status that stands for this kind of error.
    public var httpStatus: HTTPResponse.Status {
        switch self {
        case .invalid: .badRequest
        case .unauthenticated: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .tooLarge: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .conflict: .unprocessableContent
        case .rateLimited: .tooManyRequests
        case .upstreamFailed: .badGateway
        case .upstreamTimeout: .gatewayTimeout
        case .unavailable: .serviceUnavailable
        case .internalFault: .internalServerError
        }
    }
}

extension HTTPAnswer {
    /// An error as JSON: `{"error","code","request_id"}`, and `"recorded"` for the error of a turn.
    /// `Retry-After` is in whole seconds, rounded up, at least 1.
    public static func failure(_ error: ChannelError, requestID: String, recorded: Bool? = nil) -> HTTPAnswer {
        var json = "{\"error\":\(JSONText.quoted(error.message)),\"code\":\(JSONText.quoted(error.code.rawValue))"
        json += ",\"request_id\":\(JSONText.quoted(requestID))"
        if let recorded { json += ",\"recorded\":\(recorded)" }
        json += "}"
        var answer = HTTPAnswer.json(Array(json.utf8), status: error.kind.httpStatus)
        if let delay = error.retryAfter {
            let seconds = delay.components.seconds + (delay.components.attoseconds > 0 ? 1 : 0)
            answer.headers[.retryAfter] = String(max(1, seconds))
        }
        return answer
    }
}

/// Text as a JSON string, for the few places that write JSON by hand because they are on the way of every message.
public enum JSONText {
    /// The text between quotes, escaped as RFC 8259 asks, and `/` left alone.
    public static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 2)
        append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the quoted text to bytes that are being put together.
    public static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: bytes.append(contentsOf: "\\n".utf8)
            case 0x0D: bytes.append(contentsOf: "\\r".utf8)
            case 0x09: bytes.append(contentsOf: "\\t".utf8)
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(contentsOf: [hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}

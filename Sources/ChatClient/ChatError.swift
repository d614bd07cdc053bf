import Foundation

/// Why something came to nothing.
public struct ChatError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The answer's status; 0 where there was none, and in a stream that had begun.
    public var status: Int
    /// The server's word for it, such as `rate_limited`, or `unreachable` and `unreadable_answer`, which are the client's.
    public var code: String
    /// May be shown to the user.
    public var message: String
    /// For the operator, who finds it in the log.
    public var requestID: String?
    /// Whether the user's message is kept. Nil where that is not known.
    public var isRecorded: Bool?
    /// How long to wait before another attempt.
    public var retryAfter: Duration?

    public var description: String { "\(code) (\(status)): \(message)" }

    static func unreachable(_ error: any Error) -> ChatError {
        ChatError(status: 0, code: "unreachable", message: "The server could not be reached: \(error)")
    }

    static let cancelled = ChatError(status: 0, code: "interrupted", message: "The task was cancelled")

    static func unreadable(status: Int) -> ChatError {
        ChatError(status: status, code: "unreadable_answer", message: "The server's answer cannot be read")
    }

    /// Reads the body of an answer that is an error's, or the data of an event that is.
    init(status: Int, body: Data, retryAfter: Duration? = nil) {
        struct Body: Decodable {
            var error, code: String
            var request_id: String?
            var recorded: Bool?
        }
        self = .unreadable(status: status)
        if let body = try? JSONDecoder().decode(Body.self, from: body) {
            (code, message, requestID, isRecorded) = (body.code, body.error, body.request_id, body.recorded)
        }
        self.retryAfter = retryAfter
    }

    private init(status: Int, code: String, message: String) {
        (self.status, self.code, self.message) = (status, code, message)
    }

    /// Whether the same request may do better in a moment.
    var mayPass: Bool { code == "unreachable" || status == 503 }

    /// Whether a stream that ends so goes on at another connection.
    var isInterruption: Bool { ["shutting_down", "unreachable", "overloaded", "store_unavailable"].contains(code) }
}

public import HTTPTypes

/// One HTTP response.
public struct HTTPAnswer: Sendable {
    /// What follows the head.
    public enum Body: Sendable {
        case bytes([UInt8])
        /// Written piece by piece; each write waits until the peer can take it. The body ends when the closure returns.
        case stream(@Sendable (any HTTPBodyWriter) async throws -> Void)
    }

    public var status: HTTPResponse.Status
    public var headers: HTTPFields
    public var body: Body

    public init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A text, as `text/plain`, unchanged.
    public static func text(_ text: String, status: HTTPResponse.Status = .ok) -> HTTPAnswer {
        HTTPAnswer(status: status, headers: [.contentType: "text/plain; charset=utf-8"], body: .bytes(Array(text.utf8)))
    }

    /// Bytes that are JSON already.
    public static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> HTTPAnswer {
        HTTPAnswer(status: status, headers: [.contentType: "application/json"], body: .bytes(bytes))
    }
}

/// Takes the pieces of a streamed body.
public protocol HTTPBodyWriter {
    /// Throws when the peer has gone.
    func write(_ bytes: [UInt8]) async throws
}

/// A method on an exact path, such as `POST /chat`.
public struct HTTPRoute: Sendable, Hashable, CustomStringConvertible {
    public var method: HTTPRequest.Method
    public var path: String

    public init(_ method: HTTPRequest.Method, _ path: String) {
        self.method = method
        self.path = path
    }

    public var description: String { "\(method.rawValue) \(path)" }
}

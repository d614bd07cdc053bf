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

/// A method on a path, such as `POST /chat`. The path is exact, but for segments in braces: `/turns/{id}/events` is any
/// path with one segment that is not empty in that place. An exact route wins over such a one.
public struct HTTPRoute: Sendable, Hashable, CustomStringConvertible {
    public var method: HTTPRequest.Method
    public var path: String

    public init(_ method: HTTPRequest.Method, _ path: String) {
        self.method = method
        self.path = path
    }

    public var description: String { "\(method.rawValue) \(path)" }

    /// Whether some segment is in braces.
    public var isPattern: Bool { path.contains("{") }

    /// What stands, still percent-encoded, for the segments in braces, by their names. Nil where the path is another one.
    public func values(in path: some StringProtocol) -> [String: String]? {
        let segments = self.path.split(separator: "/", omittingEmptySubsequences: false)
        let given = path.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.count == given.count else { return nil }
        var values: [String: String] = [:]
        for (segment, part) in zip(segments, given) {
            if segment.hasPrefix("{"), segment.hasSuffix("}") {
                guard !part.isEmpty else { return nil }
                values[String(segment.dropFirst().dropLast())] = String(part)
            } else if segment != part {
                return nil
            }
        }
        return values
    }
}

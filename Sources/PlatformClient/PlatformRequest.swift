/// One call of a platform's API.
public struct PlatformRequest: Sendable {
    public var method: String
    /// The whole address. A redirect is not followed: it would carry the headers to whoever is at its end.
    public var url: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    public init(
        _ method: String = "POST", _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    /// A call whose body is JSON.
    public static func json(
        _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8]
    ) -> PlatformRequest {
        PlatformRequest(
            "POST", url, headers: headers + [("content-type", "application/json"), ("accept", "application/json")],
            body: body)
    }
}

/// What a call is for.
public enum PlatformPurpose: Sendable, Hashable {
    case replies
    /// Typing indicators, read marks: on connections of their own, so that a courtesy never keeps a reply waiting.
    case courtesies
    /// A call that waits for news (long polling), on connections of its own.
    case polling
}

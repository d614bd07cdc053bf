public import Foundation

extension FakeSlack {
    /// What a call gets that Slack would have taken.
    public struct Behaviour: Sendable {
        /// Whether the message counts as posted, whatever the caller is told.
        let accepts: Bool
        /// The argument is the answer's body for a message that was posted.
        let steps: @Sendable (String) -> [Step]

        public init(accepts: Bool, _ steps: @escaping @Sendable (_ answer: String) -> [Step]) {
            self.accepts = accepts
            self.steps = steps
        }
    }

    /// One thing that happens on the connection.
    public enum Step: Sendable {
        /// Bytes onto the wire, as they are: head and framing included.
        case write(Data)
        /// Nothing more, until the client goes.
        case hang
        /// TCP RST.
        case reset
    }

    /// A call as it came in.
    public struct Request: Sendable {
        public var path: String
        /// Names in lower case.
        public var headers: [String: String]
        public var body: String
    }

    /// A message that was posted.
    public struct Message: Sendable, Hashable {
        /// Its name in its channel.
        public var ts: String
        public var channel: String
        public var thread: String?
        /// As it was sent: escaped.
        public var text: String
        public var isMarkup: Bool
    }
}

extension FakeSlack.Behaviour {
    public static let accept = Self(accepts: true) { [.write(Wire.whole(status: 200, body: $0))] }

    /// Refuses with a word of Slack's.
    public static func error(_ word: String, status: Int = 200) -> Self {
        .document(#"{"ok":false,"error":"\#(word)"}"#, status: status)
    }

    public static func tooMany(retryAfter: Int) -> Self {
        .document(
            #"{"ok":false,"error":"ratelimited"}"#, status: 429, headers: ["Retry-After": "\(retryAfter)"])
    }

    /// Any answer. `accepts` says whether the message counts as posted.
    public static func document(
        _ body: String, status: Int = 200, headers: [String: String] = [:], accepts: Bool = false
    ) -> Self {
        Self(accepts: accepts) { _ in [.write(Wire.whole(status: status, headers: headers, body: body))] }
    }

    /// Takes the call, does nothing, and resets the connection.
    public static let reset = Self(accepts: false) { _ in [.reset] }
    /// Posts the message and resets the connection.
    public static let acceptThenReset = Self(accepts: true) { _ in [.reset] }
    /// Takes the call, does nothing, and says nothing.
    public static let hang = Self(accepts: false) { _ in [.hang] }
}

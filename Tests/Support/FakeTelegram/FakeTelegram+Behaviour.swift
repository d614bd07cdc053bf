public import Foundation

extension FakeTelegram {
    /// What a call gets that Telegram would have taken.
    public struct Behaviour: Sendable {
        /// Whether the call counts as done, whatever the caller is told.
        let accepts: Bool
        /// The argument is the answer's body for a call that was done.
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
        public var method: String
        public var path: String
        public var body: String
    }

    /// A message that was sent.
    public struct Message: Sendable, Hashable {
        public var number: Int
        public var chat: Int
        public var topic: Int?
        public var text: String
        /// The number of the message that it quotes.
        public var quoting: Int?
        public var mayQuoteNothing: Bool
    }
}

extension FakeTelegram.Behaviour {
    public static let accept = Self(accepts: true) { [.write(Wire.whole(status: 200, body: $0))] }

    /// Refuses as Telegram words it; `parameters` are those of `ResponseParameters`, as JSON.
    public static func error(_ code: Int, _ description: String, parameters: String? = nil) -> Self {
        let more = parameters.map { #","parameters":\#($0)"# } ?? ""
        return .document(
            #"{"ok":false,"error_code":\#(code),"description":\#(Wire.quoted(description))\#(more)}"#, status: code)
    }

    public static func tooMany(retryAfter: Int) -> Self {
        .error(
            429, "Too Many Requests: retry after \(retryAfter)", parameters: #"{"retry_after":\#(retryAfter)}"#)
    }

    /// Any answer. `accepts` says whether the call counts as done.
    public static func document(
        _ body: String, status: Int = 200, headers: [String: String] = [:], accepts: Bool = false
    ) -> Self {
        Self(accepts: accepts) { _ in [.write(Wire.whole(status: status, headers: headers, body: body))] }
    }

    /// Takes the call, does nothing, and resets the connection.
    public static let reset = Self(accepts: false) { _ in [.reset] }
    /// Does it and resets the connection.
    public static let acceptThenReset = Self(accepts: true) { _ in [.reset] }
    /// Takes the call, does nothing, and says nothing.
    public static let hang = Self(accepts: false) { _ in [.hang] }
}

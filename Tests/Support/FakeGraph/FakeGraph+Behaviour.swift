public import Foundation

extension FakeGraph {
    /// What a call gets that Meta would have accepted. Made of steps, so that a test can write one that is not here.
    public struct Behaviour: Sendable {
        /// Whether the message counts as sent, whatever the caller is told.
        let accepts: Bool
        /// The argument is the answer's body for a message that was accepted.
        let steps: @Sendable (String) -> [Step]

        public init(accepts: Bool, _ steps: @escaping @Sendable (_ answer: String) -> [Step]) {
            self.accepts = accepts
            self.steps = steps
        }
    }

    /// One thing that happens on the connection.
    public enum Step: Sendable {
        case wait(Duration)
        /// Bytes onto the wire, as they are: head and framing included.
        case write(Data)
        /// Nothing more, until the client goes.
        case hang
        /// TCP RST.
        case reset
        /// A clean close.
        case close
    }
}

extension FakeGraph.Behaviour {
    /// Accepts the message and says so.
    public static let accept = accept(after: .zero)

    /// Accepts the message and says so later.
    public static func accept(after delay: Duration) -> Self {
        Self(accepts: true) { [.wait(delay), .write(Wire.whole(status: 200, headers: [:], body: $0))] }
    }

    /// Refuses with an error as Meta words it.
    ///
    /// - Parameters:
    ///   - status: what Meta sends with that code, where it is nil.
    ///   - retryAfter: of the header, in seconds.
    public static func error(
        code: Int, status: Int? = nil, title: String = "An error", details: String = "Said by the fake Graph.",
        retryAfter: Int? = nil, after delay: Duration = .zero
    ) -> Self {
        let headers = retryAfter.map { ["Retry-After": "\($0)"] } ?? [:]
        let body = Wire.error(code: code, title: "(#\(code)) \(title)", details: details)
        let status = status ?? Wire.status(of: code)
        return Self(accepts: false) { _ in
            [.wait(delay), .write(Wire.whole(status: status, headers: headers, body: body))]
        }
    }

    /// Accepts the message and answers with a fault all the same.
    public static func acceptThenFail(status: Int = 500, code: Int = 131000) -> Self {
        let body = Wire.error(code: code, title: "(#\(code)) Something went wrong", details: "Said by the fake Graph.")
        return Self(accepts: true) { _ in [.write(Wire.whole(status: status, headers: [:], body: body))] }
    }

    /// Takes the call, does not send the message, and says nothing.
    public static let hang = Self(accepts: false) { _ in [.hang] }
    /// Accepts the message and says nothing.
    public static let acceptThenHang = Self(accepts: true) { _ in [.hang] }
    /// Takes the call, does not send the message, and resets the connection.
    public static let reset = Self(accepts: false) { _ in [.reset] }
    /// Accepts the message and resets the connection.
    public static let acceptThenReset = Self(accepts: true) { _ in [.reset] }
    /// Accepts the message and closes the connection in the middle of the answer.
    public static let acceptThenCut = Self(accepts: true) { answer in
        let bytes = Wire.whole(status: 200, headers: [:], body: answer)
        return [.write(bytes.prefix(bytes.count - 10)), .close]
    }

    /// Any answer. `accepts` says whether the message counts as sent.
    public static func document(
        _ body: String, status: Int = 200, headers: [String: String] = [:], accepts: Bool = true
    ) -> Self {
        Self(accepts: accepts) { _ in [.write(Wire.whole(status: status, headers: headers, body: body))] }
    }

    /// A redirect to somewhere else.
    public static func redirect(to address: String, status: Int = 307) -> Self {
        .document("", status: status, headers: ["Location": address], accepts: false)
    }
}

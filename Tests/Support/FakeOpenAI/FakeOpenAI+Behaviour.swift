public import Foundation

extension FakeOpenAI {
    /// What a call gets. Made of steps, so that a test can write one that is not here.
    public struct Behaviour: Sendable {
        let steps: @Sendable (Request) -> [Step]

        public init(_ steps: @escaping @Sendable (Request) -> [Step]) {
            self.steps = steps
        }

        public init(_ steps: [Step]) {
            self.init { _ in steps }
        }
    }

    /// One thing that happens on the connection.
    public enum Step: Sendable {
        case wait(Duration)
        /// Until a test opens it.
        case gate(Gate)
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

extension FakeOpenAI.Behaviour {
    /// A reply in so many pieces, streamed unless the call asks for one without a stream.
    ///
    /// - Parameters:
    ///   - latency: before the head of the answer.
    ///   - between: before each piece but the first.
    ///   - usage: prompt and completion tokens; sent only when it is asked for, as OpenAI does.
    public static func reply(
        _ text: String, pieces: Int = 3, latency: Duration = .zero, between: Duration = .zero,
        finishReason: String = "stop", usage: (prompt: Int, completion: Int)? = (11, 7)
    ) -> Self {
        Self { request in
            Wire.reply(
                text, to: request, pieces: pieces, latency: latency, between: between, finishReason: finishReason,
                usage: usage)
        }
    }

    /// A reply whose second half comes when a test opens the gate.
    public static func reply(_ first: String, then gate: FakeOpenAI.Gate, _ second: String) -> Self {
        Self { request in
            var steps = Wire.reply(
                first + second, to: request, pieces: 1, latency: .zero, between: .zero, finishReason: "stop", usage: nil
            )
            guard request.isStreamed, steps.count == 3 else { return [.gate(gate)] + steps }
            steps[1] = .write(Wire.event(Wire.chunk(first)))
            steps.insert(contentsOf: [.gate(gate), .write(Wire.event(Wire.chunk(second)))], at: 2)
            return steps
        }
    }

    /// Repeats the last user message.
    public static func echo(pieces: Int = 3, latency: Duration = .zero, between: Duration = .zero) -> Self {
        Self { request in
            Wire.reply(
                request.lastUserMessage, to: request, pieces: pieces, latency: latency, between: between,
                finishReason: "stop", usage: (11, 7))
        }
    }

    /// An error as OpenAI words it.
    public static func status(
        _ status: Int, type: String = "server_error", code: String? = nil, message: String = "The fake model fails.",
        headers: [String: String] = [:], latency: Duration = .zero
    ) -> Self {
        let code = code.map { "\"\($0)\"" } ?? "null"
        let body = #"{"error":{"message":"\#(message)","type":"\#(type)","param":null,"code":\#(code)}}"#
        return Self([.wait(latency), .write(Wire.whole(status: status, headers: headers, body: body))])
    }

    /// 429; `after` is the `Retry-After` header.
    public static func rateLimited(after: String? = nil) -> Self {
        .status(
            429, type: "requests", code: "rate_limit_exceeded", headers: after.map { ["Retry-After": $0] } ?? [:])
    }

    /// 429, and the money is spent.
    public static let quota = status(429, type: "insufficient_quota", code: "insufficient_quota")
    public static let badKey = status(401, type: "invalid_request_error", code: "invalid_api_key")
    public static let contextTooLong = status(400, type: "invalid_request_error", code: "context_length_exceeded")

    /// Any answer that is not a stream.
    public static func document(_ body: String, status: Int = 200, headers: [String: String] = [:]) -> Self {
        Self([.write(Wire.whole(status: status, headers: headers, body: body))])
    }

    /// A stream of these events, each the text behind `data: `, and then its clean end.
    public static func events(_ events: [String], then last: FakeOpenAI.Step? = nil) -> Self {
        Self([.write(Wire.streamHead)] + events.map { .write(Wire.event($0)) } + [last ?? .write(Wire.streamEnd)])
    }

    /// Pieces of a stream's body, byte for byte, each in a packet of its own as far as the network allows.
    public static func body(_ pieces: [[UInt8]], then last: FakeOpenAI.Step? = nil) -> Self {
        Self(
            [.write(Wire.streamHead)] + pieces.map { .write(Wire.framed(Data($0))) } + [last ?? .write(Wire.streamEnd)])
    }

    /// Bytes onto the wire, and then the end of the connection.
    public static func raw(_ bytes: [UInt8], then last: FakeOpenAI.Step = .close) -> Self {
        Self([.write(Data(bytes)), last])
    }

    /// Takes the call and says nothing.
    public static let hang = Self([.hang])
    /// Takes the call and resets the connection.
    public static let reset = Self([.reset])
    /// Begins a reply and says no more.
    public static func hang(after text: String) -> Self { begin(text, then: .hang) }
    /// Begins a reply and resets the connection.
    public static func reset(after text: String) -> Self { begin(text, then: .reset) }
    /// Begins a reply and closes the connection in the middle of it.
    public static func disconnect(after text: String) -> Self { begin(text, then: .close) }
    /// Begins a reply and ends the stream properly, with neither a finish reason nor `[DONE]`.
    public static func cut(after text: String) -> Self { begin(text, then: .write(Wire.streamEnd)) }
    /// Begins a reply and goes on with what is no JSON.
    public static func malformed(after text: String) -> Self {
        events([Wire.chunk(text), #"{"choices":[{"del"#])
    }

    /// Whatever the closure says.
    public static func choose(_ choice: @escaping @Sendable (FakeOpenAI.Request) -> Self) -> Self {
        Self { request in choice(request).steps(request) }
    }

    private static func begin(_ text: String, then last: FakeOpenAI.Step) -> Self {
        events([Wire.chunk(text)], then: last)
    }
}

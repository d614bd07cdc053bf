import Foundation

/// Bytes as OpenAI sends them.
enum Wire {
    static let streamHead = Data(
        """
        HTTP/1.1 200 OK\r
        Content-Type: text/event-stream; charset=utf-8\r
        x-request-id: req_fake\r
        Transfer-Encoding: chunked\r
        \r

        """.utf8)
    /// The end of HTTP's chunks.
    static let streamEnd = Data("0\r\n\r\n".utf8)

    /// A piece of a chunked body.
    static func framed(_ bytes: Data) -> Data {
        Data("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Data("\r\n".utf8)
    }

    static func event(_ data: String) -> Data { framed(Data("data: \(data)\n\n".utf8)) }

    /// A chunk of a completion with a piece of text.
    static func chunk(_ text: String) -> String {
        chunk(choices: #"[{"index":0,"delta":{"content":\#(quoted(text))},"finish_reason":null}]"#)
    }

    static func whole(status: Int, headers: [String: String], body: String) -> Data {
        var head = "HTTP/1.1 \(status) Fake\r\nx-request-id: req_fake\r\nContent-Length: \(body.utf8.count)\r\n"
        if headers["Content-Type"] == nil { head += "Content-Type: application/json\r\n" }
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
        return Data("\(head)\r\n\(body)".utf8)
    }

    static func reply(
        _ text: String, to request: FakeOpenAI.Request, pieces: Int, latency: Duration, between: Duration,
        finishReason: String, usage: (prompt: Int, completion: Int)?
    ) -> [FakeOpenAI.Step] {
        let wait: [FakeOpenAI.Step] = latency > .zero ? [.wait(latency)] : []
        guard request.isStreamed else { return wait + [.write(document(text, finishReason, usage))] }
        var steps = wait + [.write(streamHead + event(role))]
        for (number, piece) in split(text, into: pieces).enumerated() {
            if number > 0, between > .zero { steps.append(.wait(between)) }
            steps.append(.write(event(chunk(piece))))
        }
        var end = event(chunk(choices: #"[{"index":0,"delta":{},"finish_reason":"\#(finishReason)"}]"#))
        if request.wantsUsage, let usage { end += event(chunk(choices: "[]", usage: usage)) }
        return steps + [.write(end + event("[DONE]") + streamEnd)]
    }

    private static let role = chunk(
        choices: #"[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]"#)

    private static func chunk(choices: String, usage: (prompt: Int, completion: Int)? = nil) -> String {
        let start =
            #"{"id":"chatcmpl-fake","object":"chat.completion.chunk","created":1760000000,"model":"fake-model","#
        return start + #""choices":\#(choices),"usage":\#(usage.map(counts) ?? "null")}"#
    }

    private static func document(
        _ text: String, _ finishReason: String, _ usage: (prompt: Int, completion: Int)?
    ) -> Data {
        let start = #"{"id":"chatcmpl-fake","object":"chat.completion","created":1760000000,"model":"fake-model","#
        let message = #"{"role":"assistant","content":\#(quoted(text)),"refusal":null}"#
        let choice = #"{"index":0,"message":\#(message),"logprobs":null,"finish_reason":"\#(finishReason)"}"#
        return whole(
            status: 200, headers: [:], body: start + #""choices":[\#(choice)],"usage":\#(usage.map(counts) ?? "null")}"#
        )
    }

    private static func counts(_ usage: (prompt: Int, completion: Int)) -> String {
        let total = usage.prompt + usage.completion
        return #"{"prompt_tokens":\#(usage.prompt),"completion_tokens":\#(usage.completion),"total_tokens":\#(total)}"#
    }

    private static func split(_ text: String, into pieces: Int) -> [String] {
        let characters = Array(text)
        let length = max(1, (characters.count + pieces - 1) / max(1, pieces))
        return stride(from: 0, to: characters.count, by: length).map {
            String(characters[$0..<min($0 + length, characters.count)])
        }
    }

    private static func quoted(_ text: String) -> String {
        (try? JSONEncoder().encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}

import NIOCore

/// The answers, made once.
enum CannedAnswer {
    /// Eight pieces of text, a finish reason, the usage, the end: what a small reply of a real model looks like.
    static let completion: ByteBuffer = {
        let pieces = ["Hello", "!", " How", " can", " I", " help", " you", " today?"]
        var events = [event(choice: #"{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}"#)]
        for piece in pieces {
            events.append(event(choice: #"{"index":0,"delta":{"content":"\#(piece)"},"finish_reason":null}"#))
        }
        events.append(event(choice: #"{"index":0,"delta":{},"finish_reason":"stop"}"#))
        events.append(
            event(choice: "", extra: #","usage":{"prompt_tokens":400,"completion_tokens":8,"total_tokens":408}"#))
        events.append("data: [DONE]\n\n")
        var answer = ByteBuffer(
            string: "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        for event in events {
            answer.writeString(String(event.utf8.count, radix: 16) + "\r\n" + event + "\r\n")
        }
        answer.writeString("0\r\n\r\n")
        return answer
    }()

    /// The same reply in one piece.
    static let whole = json(
        #"{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"instant","choices":[{"index":0,"message":"#
            + #"{"role":"assistant","content":"Hello! How can I help you today?"},"finish_reason":"stop"}],"#
            + #""usage":{"prompt_tokens":400,"completion_tokens":8,"total_tokens":408}}"#)

    static let lengthRequired = ByteBuffer(
        string: "HTTP/1.1 411 Length Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    static func json(_ text: String) -> ByteBuffer {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(text.utf8.count)\r\n\r\n"
        return ByteBuffer(string: head + text)
    }

    private static func event(choice: String, extra: String = "") -> String {
        let chunk = #"{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"instant","choices":["#
        return "data: " + chunk + choice + "]" + extra + "}\n\n"
    }
}

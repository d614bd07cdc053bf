import NIOCore
import NIOHTTP1

/// A request, ready to be sent any number of times.
struct Request: Sendable {
    var head: HTTPRequestHead
    var body: ByteBuffer?

    /// Opens a conversation.
    static func opening(key: String) -> Request {
        Request("GET", "/chat/initial", ["X-API-KEY": key])
    }

    /// One turn.
    static func turn(_ content: String, token: String) -> Request {
        Request("POST", "/chat", ["Authorization": "Bearer \(token)"], body: #"{"content":"\#(content)"}"#)
    }

    /// What the bot asks the model in a conversation of `history` messages, more or less to the byte.
    static func completion(_ content: String, history: Int, filler: String) -> Request {
        var messages = [#"{"role":"system","content":"You are a helpful assistant."}"#]
        for index in 0..<history {
            messages.append(#"{"role":"\#(index % 2 == 0 ? "user" : "assistant")","content":"\#(filler)"}"#)
        }
        messages.append(#"{"role":"user","content":"\#(content)"}"#)
        let body =
            #"{"model":"instant","messages":[\#(messages.joined(separator: ","))],"#
            + #""stream":true,"stream_options":{"include_usage":true}}"#
        return Request("POST", "/v1/chat/completions", ["Accept": "text/event-stream"], body: body)
    }

    /// What the bare server takes, at the address where it takes it.
    static func bare(_ content: String) -> Request { Request("POST", "/chat", body: #"{"content":"\#(content)"}"#) }

    init(_ method: String, _ path: String, _ fields: [String: String] = [:], body: String? = nil) {
        var headers = HTTPHeaders(Array(fields))
        headers.add(name: "Host", value: "127.0.0.1")
        if let body {
            headers.add(name: "Content-Type", value: "application/json")
            headers.add(name: "Content-Length", value: String(body.utf8.count))
            self.body = ByteBuffer(string: body)
        }
        head = HTTPRequestHead(version: .http1_1, method: HTTPMethod(rawValue: method), uri: path, headers: headers)
    }
}

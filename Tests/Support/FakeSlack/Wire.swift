import Foundation

/// Bytes as Slack sends them.
enum Wire {
    static func whole(status: Int, headers: [String: String] = [:], body: String) -> Data {
        var head = "HTTP/1.1 \(status) Fake\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
        return Data("\(head)\r\n\(body)".utf8)
    }

    static func quoted(_ text: String) -> String {
        (try? JSONEncoder().encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}

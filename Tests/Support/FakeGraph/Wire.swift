import Foundation

/// Bytes as the Graph API sends them.
enum Wire {
    static func whole(status: Int, headers: [String: String], body: String) -> Data {
        var head = "HTTP/1.1 \(status) Fake\r\nx-fb-trace-id: FakeTrace\r\nContent-Length: \(body.utf8.count)\r\n"
        if headers["Content-Type"] == nil { head += "Content-Type: application/json; charset=UTF-8\r\n" }
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
        return Data("\(head)\r\n\(body)".utf8)
    }

    static func error(
        code: Int, title: String, details: String?, type: String = "OAuthException", subcode: Int? = nil
    ) -> String {
        var fields = #""message":\#(quoted(title)),"type":"\#(type)","code":\#(code)"#
        if let details {
            fields += #","error_data":{"messaging_product":"whatsapp","details":\#(quoted(details))}"#
        }
        if let subcode { fields += #","error_subcode":\#(subcode)"# }
        return #"{"error":{\#(fields),"fbtrace_id":"AFakeTrace_1"}}"#
    }

    /// The HTTP status that goes with a code.
    static func status(of code: Int) -> Int {
        switch code {
        case 0, 190: 401
        case 1, 2, 131000, 131016, 131057, 133004: 500
        case 3, 10, 200...299, 131005, 368, 131031: 403
        case 4, 80007, 130429, 131048, 131056: 429
        default: 400
        }
    }

    static func quoted(_ text: String) -> String {
        (try? JSONEncoder().encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}

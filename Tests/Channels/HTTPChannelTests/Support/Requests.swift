import ChannelKit
import Foundation
import HTTPTypes

extension HTTPDelivery {
    /// A request as a test writes it. A body is JSON unless the headers say otherwise.
    static func make(
        _ method: HTTPRequest.Method, _ path: String, _ headers: [(String, String)] = [], body: [UInt8] = [],
        requestID: String = "req-1"
    ) -> HTTPDelivery {
        var fields = HTTPFields()
        if !body.isEmpty, !headers.contains(where: { $0.0.lowercased() == "content-type" }) {
            fields[.contentType] = "application/json"
        }
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        return HTTPDelivery(
            request: HTTPRequest(
                method: method, scheme: "http", authority: "localhost", path: path, headerFields: fields),
            body: body, requestID: requestID)
    }

    /// The same with one more header.
    func with(_ name: String, _ value: String) -> Self {
        var delivery = self
        if let name = HTTPField.Name(name) {
            delivery.request.headerFields.append(HTTPField(name: name, value: value))
        }
        return delivery
    }

    static func open(_ json: String? = nil, key: String? = Bench.apiKey, path: String = "/chat/initial") -> Self {
        let headers = key.map { [("X-API-KEY", $0)] } ?? []
        return make(json == nil ? .get : .post, path, headers, body: Array((json ?? "").utf8))
    }

    static func say(_ json: String, token: String?, _ headers: [(String, String)] = []) -> Self {
        make(
            .post, "/chat", headers + (token.map { [("Authorization", "Bearer \($0)")] } ?? []), body: Array(json.utf8))
    }

    static func read(_ query: String = "", token: String?) -> Self {
        make(.get, "/chat/messages" + query, token.map { [("Authorization", "Bearer \($0)")] } ?? [])
    }
}

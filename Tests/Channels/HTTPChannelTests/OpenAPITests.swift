import ChannelKit
import Foundation
import HTTPTypes
import Testing

@testable import HTTPChannel

/// The description of the interface, held against the server.
@Suite("The OpenAPI document")
struct OpenAPITests {
    private static func bench(accounts: Bool = true, limits: (any SharedLimits)? = nil) throws -> Bench {
        try Bench(
            settings: ["page": "true", "docs": "true", "accounts": "\(accounts)"],
            lists: ["widget": ["https://shop.example"], "cors": ["https://app.example"]], limits: limits)
    }

    private struct Documented {
        var method: String
        var path: String
        var json: [String: Any]
        var responses: [String: [String: Any]] { json["responses"] as? [String: [String: Any]] ?? [:] }
        var access: [String] { (json["security"] as? [[String: Any]] ?? []).flatMap(\.keys) }
    }

    private static func document(_ bench: Bench) async throws -> [String: Any] {
        let response = try await bench.send(.make(.get, "/openapi.json"))
        #expect(response.status == 200 && response.headers[.contentType] == "application/json")
        return try #require(try JSONSerialization.jsonObject(with: Data(response.bytes)) as? [String: Any])
    }

    private static func operations(_ bench: Bench) async throws -> [Documented] {
        let paths = try #require(try await document(bench)["paths"] as? [String: [String: [String: Any]]])
        return paths.flatMap { path, methods in
            methods.map { Documented(method: $0.key, path: path, json: $0.value) }
        }
    }

    @Test func `every route is documented, and nothing else`() async throws {
        let bench = try Self.bench()
        let documented = Set(try await Self.operations(bench).map { "\($0.method.uppercased()) \($0.path)" })
        let routes = Set(bench.channel.routes.filter { $0.method != .options }.map(\.description))
        #expect(documented == routes)
        #expect(try await Self.operations(Bench()).count == Set(Bench().channel.routes).count)
    }

    @Test func `every reference leads somewhere, and no two operations share a name`() async throws {
        let bench = try Self.bench()
        let document = try await Self.document(bench)
        #expect(document["openapi"] as? String == "3.1.0")
        let components = try #require(document["components"] as? [String: [String: Any]])
        let text = String(decoding: bench.channel.interface, as: UTF8.self)
        for match in text.matches(of: /"\$ref":"#\/components\/schemas\/(\w+)"/) {
            #expect(components["schemas"]?[String(match.1)] != nil, "\(match.1)")
        }
        let names = try await Self.operations(bench).compactMap { $0.json["operationId"] as? String }
        #expect(Set(names).count == names.count)
        for name in try await Self.operations(bench).flatMap(\.access) {
            #expect(components["securitySchemes"]?[name] != nil)
        }
    }

    /// Those about accounts need a runtime behind them: a fuzzer holds the real program to them
    /// (`Tests/Integration/api_fuzz.py`).
    @Test func `the server answers each documented status, with the documented content`() async throws {
        for operation in try await Self.operations(Self.bench(accounts: false)) {
            for (status, response) in operation.responses {
                let status = try #require(Int(status))
                let answer = try await Self.provoke(status, operation)
                let place = Comment("\(operation.method) \(operation.path) \(status)")
                #expect(answer.status == status, place)
                let documented = (response["content"] as? [String: Any])?.keys.sorted() ?? []
                if let type = answer.headers[.contentType], answer.status == status, !answer.bytes.isEmpty {
                    #expect(documented.contains { type.hasPrefix($0) }, place)
                } else {
                    #expect(documented.isEmpty, place)
                }
                if status >= 400 {
                    let keys = try answer.keys
                    #expect(keys.isSuperset(of: ["error", "code", "request_id"]), place)
                }
            }
        }
    }

    /// Has the operation end so.
    private static func provoke(_ status: Int, _ operation: Documented) async throws -> Response {
        var bench = try bench(accounts: false)
        var headers: [(String, String)] = []
        var body = ""
        var path = operation.path.replacing("{id}", with: "17")
        if operation.access.contains("apiKey") { headers.append(("X-API-KEY", Bench.apiKey)) }
        if operation.access.contains("token") {
            headers.append(("Authorization", "Bearer \(try await bench.token())"))
        }
        if operation.json["requestBody"] != nil { body = #"{"content":"hi"}"# }
        if path.hasSuffix("page-token") { headers.append(("Sec-Fetch-Site", "same-origin")) }
        switch status {
        case 204 where operation.method == "get": path += "?after=1.end"
        case 304:
            let tag = try await bench.send(.make(.get, path)).headers[.eTag] ?? ""
            headers.append(("If-None-Match", tag))
        case 200, 204, 308: break
        case 202: bench.runtime = Bench.answering(ScriptedTurn(failure: .paused("A person answers.")))
        case 400: headers = []
        case 401:
            headers = [(operation.access.contains("apiKey") ? "X-API-KEY" : "Authorization", "Bearer no")]
        case 403 where path.hasSuffix("page-token"): headers = []
        case 429 where path.hasSuffix("page-token"):
            for _ in 0..<60 { _ = try await bench.send(.make(.post, path, headers)) }
        case 503 where path.hasSuffix("page-token"): bench = try Self.bench(accounts: false, limits: Bench.NoLimits())
        case 413: body = #"{"content":"\#(String(repeating: "x", count: (4 << 20) + 1))"}"#
        case 415: headers.append(("Content-Type", "text/plain"))
        default:
            let kinds: [ChannelError.Kind] = [
                .forbidden, .notFound, .conflict, .rateLimited, .upstreamFailed, .unavailable, .upstreamTimeout,
            ]
            let kind = try #require(kinds.first { $0.httpStatus.code == status })
            bench.runtime = Bench.refusing(ChannelError("no", kind: kind, message: "No"))
        }
        let method = try #require(HTTPRequest.Method(operation.method.uppercased()))
        return try await bench.send(.make(method, path, headers, body: Array(body.utf8)))
    }
}

import ChannelKit
import Foundation
import HTTPTypes
import SeededRandom
import Testing

@testable import HTTPChannel

@Suite("Requests about accounts")
struct AccountRequestTests {
    private func request(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, token: String? = nil, key: String? = nil
    ) -> HTTPDelivery {
        var headers: HTTPFields = [:]
        if body != nil { headers[.contentType] = "application/json" }
        if let token { headers[.authorization] = "Bearer \(token)" }
        if let key, let name = HTTPField.Name("X-API-KEY") { headers[name] = key }
        return HTTPDelivery(
            request: HTTPRequest(
                method: method, scheme: nil, authority: nil, path: "/chat" + path, headerFields: headers),
            body: Array((body ?? "").utf8), requestID: "r", remoteAddress: "192.0.2.1")
    }

    private func code(_ bench: Bench, _ delivery: HTTPDelivery) async throws -> String? {
        var bench = bench
        bench.runtime = { _ in .success([]) }
        let response = try await bench.send(delivery)
        return try response.json.code
    }

    @Test func `each asks for its credential, and for what it needs in its body`() async throws {
        let bench = try Bench()
        let token = try await bench.token()
        #expect(try await code(bench, request(.post, "/users", "{}")) == "missing_api_key")
        #expect(try await code(bench, request(.post, "/users", "{}", key: "no")) == "invalid_api_key")
        #expect(try await code(bench, request(.post, "/users", "{}", key: Bench.apiKey)) == "invalid_field")
        #expect(try await code(bench, request(.post, "/login", "{}")) == "invalid_field")
        #expect(try await code(bench, request(.post, "/token", #"{"refresh_token":7}"#)) == "invalid_field")
        for (method, path) in [
            (HTTPRequest.Method.post, "/logout"), (.get, "/me"), (.delete, "/me"), (.patch, "/me"),
            (.post, "/me/password"), (.get, "/me/export"), (.get, "/me/links"), (.post, "/me/links"),
            (.delete, "/me/links/web.1"),
        ] {
            #expect(try await code(bench, request(method, path)) == "missing_token", "\(path)")
            #expect(try await code(bench, request(method, path, token: "x")) == "invalid_token", "\(path)")
        }
        // Past all that, this bench has no accounts.
        #expect(try await code(bench, request(.get, "/me", token: token)) == "accounts_unavailable")
        #expect(
            try await code(bench, request(.post, "/login", #"{"email":"a@b.c","password":"x"}"#))
                == "accounts_unavailable")
        #expect(try await code(bench, request(.patch, "/me", "{", token: token)) == "malformed_json")
        #expect(
            try await code(bench, request(.patch, "/me", #"{"name":"\u0007"}"#, token: token)) == "invalid_field")
    }

    @Test func `a token says which session it is of, and the store is told`() async throws {
        let bench = try Bench()
        let issued = try await bench.channel.tokens.issue(
            .init(user: UserID(7), conversation: ConversationID(11), session: SessionID(3)))
        let events = try await bench.events(of: .say(#"{"content":"hi"}"#, token: issued.token))
        guard case .message(let message)? = events.first else { return #expect(Bool(false)) }
        #expect(message.credential?.session == SessionID(3))
        #expect(message.credential?.issuedAt == Date(timeIntervalSince1970: 1_785_585_600))
        let guest = try await bench.events(of: .say(#"{"content":"hi"}"#, token: try await bench.token()))
        guard case .message(let message)? = guest.first else { return #expect(Bool(false)) }
        #expect(message.credential?.session == nil)
        #expect(message.credential != nil)
    }

    @Test func `without accounts there are no such paths`() throws {
        let bench = try Bench(settings: ["accounts": "false"])
        #expect(!bench.channel.routes.contains { $0.path.hasSuffix("/me") || $0.path.contains("/login") })
    }

    @Test func `whatever is sent is taken or refused, and never an error of ours`() async throws {
        let bench = try Bench()
        let token = try await bench.token()
        var random = SeededGenerator(seed: 5)
        let start = Array(
            #"{"email":"ada@example.org","password":"correct horse","name":"A","refresh_token":"x"}"#.utf8)
        for _ in 0..<2_000 {
            let body = random.mutated(start)
            let endpoint = try #require(AccountEndpoint.allCases.randomElement(using: &random))
            var delivery = request(
                endpoint.route.method, endpoint.route.path.replacing("{id}", with: "%ff"), "", token: token,
                key: Bench.apiKey)
            delivery.body = body
            let found = try await code(bench, delivery)
            #expect(
                ["accounts_unavailable", "malformed_json", "invalid_field"].contains(found ?? ""),
                "\(String(describing: found))")
        }
    }
}

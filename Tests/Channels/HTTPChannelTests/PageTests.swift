import ChannelKit
import Foundation
import HTTPTypes
import Testing

@testable import HTTPChannel

@Suite("Pages of the server's own")
struct PageTests {
    private func bench() throws -> Bench {
        try Bench(
            settings: ["page": "true", "docs": "true", "title": "Ask <us> & \"them\""],
            lists: ["widget": ["https://shop.example", "https://www.shop.example"]])
    }

    private func get(_ bench: Bench, _ path: String, _ headers: [(String, String)] = []) async throws -> Response {
        try await bench.send(.make(.get, path, headers))
    }

    private func header(_ name: String, _ response: Response) -> String? {
        HTTPField.Name(name).flatMap { response.headers[$0] }
    }

    private func pageToken(in response: Response) throws -> String {
        let text = String(decoding: response.bytes, as: UTF8.self)
        let start = try #require(text.range(of: "name=\"page-token\" content=\""))
        return String(text[start.upperBound...].prefix { $0 != "\"" })
    }

    @Test func `nothing is served unless the configuration says so`() async throws {
        let routes = Set(try Bench().channel.routes.map(\.path))
        for path in ["/chat/", "/chat/chat.js", "/chat/embed", "/chat/widget.js", "/chat/docs", "/chat/page-token"] {
            #expect(!routes.contains(path))
        }
    }

    @Test func `every file is there, with what browsers are to know of it`() async throws {
        let bench = try bench()
        for asset in PageAsset.all(for: bench.channel.settings) {
            let response = try await get(bench, "/chat/\(asset.name)")
            #expect(response.status == 200)
            #expect(response.headers[.contentType] == asset.contentType)
            #expect(header("X-Content-Type-Options", response) == "nosniff")
            #expect(header("Referrer-Policy", response) == "no-referrer")
            #expect(!response.bytes.isEmpty)
        }
    }

    @Test func `a page runs files of this server's only, and stands in no frame but where it is let`() async throws {
        let bench = try bench()
        for (path, ancestors) in [
            ("/chat/", "'none'"), ("/chat/docs", "'none'"),
            ("/chat/embed", "https://shop.example https://www.shop.example"),
        ] {
            let response = try await get(bench, path)
            let policy = try #require(header("Content-Security-Policy", response))
            #expect(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"))
            #expect(!policy.contains("unsafe") && !policy.contains("*"))
            #expect(policy.hasSuffix("frame-ancestors \(ancestors)"))
            #expect(response.headers[.cacheControl] == "no-store")
            let text = String(decoding: response.bytes, as: UTF8.self)
            #expect(!text.contains("{{"), "every place is filled in")
            #expect(!text.contains("<us>"), "what the configuration says is text")
        }
    }

    @Test func `a page brings nothing that its policy forbids`() throws {
        for asset in PageAsset.all(for: try bench().channel.settings) where asset.isPage {
            let text = asset.text.lowercased()
            #expect(!text.contains("<style") && !text.contains(" style="), "\(asset.name)")
            #expect(!text.contains("<script>"), "no script in the markup of \(asset.name)")
            #expect(text.firstMatch(of: /\son[a-z]+\s*=/) == nil, "no handler in the markup of \(asset.name)")
            #expect(!text.contains("http://") && !text.contains("src=\"https://"), "nothing from elsewhere")
        }
    }

    @Test func `a file is sent again only where it has changed`() async throws {
        let bench = try bench()
        let tag = try #require(try await get(bench, "/chat/chat.js").headers[.eTag])
        let again = try await get(bench, "/chat/chat.js", [("If-None-Match", tag)])
        #expect(again.status == 304 && again.bytes.isEmpty)
        #expect(try await get(bench, "/chat/chat.js", [("If-None-Match", "\"other\"")]).status == 200)
    }

    @Test func `who leaves out the slash is led to the page`() async throws {
        let response = try await get(bench(), "/chat")
        #expect(response.status == 308 && response.headers[.location] == "/chat/")
    }

    @Test func `a page opens conversations by the token that it was served with, for ten minutes`() async throws {
        let bench = try bench()
        let token = try pageToken(in: try await get(bench, "/chat/"))
        func status(_ token: String) async throws -> Int {
            try await bench.send(.make(.get, "/chat/initial", [("X-Page-Token", token)])).status
        }
        #expect(try await status(token) == 200)
        #expect(try await status(token + "0") == 401)
        #expect(try await status("") == 401)
        bench.clock.advance(by: 601)
        #expect(try await status(token) == 401)
        let old = HTTPDelivery.make(.get, "/chat/initial", [("X-Page-Token", token), ("X-API-KEY", Bench.apiKey)])
        #expect(try await bench.send(old).status == 401, "what is wrong is said, not passed over")
        let closed = try Bench()
        let answer = try await closed.send(.make(.get, "/chat/initial", [("X-Page-Token", token)]))
        #expect(answer.status == 400, "no page, no page token")
    }

    @Test func `a page token makes nobody a user whom an application knows`() async throws {
        let bench = try bench()
        let token = try pageToken(in: try await get(bench, "/chat/"))
        let delivery = HTTPDelivery.make(
            .post, "/chat/initial", [("X-Page-Token", token)], body: Array(#"{"external_id":"boss"}"#.utf8))
        let response = try await bench.send(delivery)
        #expect(response.status == 403)
        #expect(try response.json.code == "not_allowed")
        let plain = HTTPDelivery.make(
            .post, "/chat/initial", [("X-Page-Token", token)], body: Array(#"{"name":"Ada","content":"hi"}"#.utf8))
        #expect(try await bench.send(plain).status == 200)
    }

    @Test func `a new page token is for pages of this server only`() async throws {
        let bench = try bench()
        func ask(_ headers: [(String, String)]) async throws -> Response {
            try await bench.send(.make(.post, "/chat/page-token", headers))
        }
        for headers in [[("Sec-Fetch-Site", "same-origin")], [("Origin", "https://localhost")]] {
            let response = try await ask(headers)
            #expect(response.status == 200)
            let token = try #require(try response.json.page_token)
            #expect(try await bench.send(.make(.get, "/chat/initial", [("X-Page-Token", token)])).status == 200)
        }
        for headers in [
            [], [("Origin", "https://evil.example")],
            [("Sec-Fetch-Site", "cross-site"), ("Origin", "https://localhost")],
            [("Sec-Fetch-Site", "none")],
        ] {
            #expect(try await ask(headers).status == 403)
        }
    }

    @Test func `one address opens so many conversations by page tokens, and others go on`() async throws {
        let bench = try bench()
        let token = try pageToken(in: try await get(bench, "/chat/"))
        func open(from address: String) async throws -> Response {
            var delivery = HTTPDelivery.make(.get, "/chat/initial", [("X-Page-Token", token)])
            delivery.remoteAddress = address
            return try await bench.send(delivery)
        }
        for _ in 0..<60 { #expect(try await open(from: "192.0.2.1").status == 200) }
        let refused = try await open(from: "192.0.2.1")
        #expect(refused.status == 429 && refused.headers[.retryAfter] == "10")
        #expect(try await open(from: "192.0.2.2").status == 200)
        for number in 0..<60 { #expect(try await open(from: "2001:db8:1:2::\(number)").status == 200) }
        #expect(try await open(from: "2001:db8:1:2:ffff::1").status == 429, "a subscriber's whole network is one")
        bench.clock.advance(by: 10)
        #expect(try await open(from: "192.0.2.1").status == 200)
    }

    @Test func `what one address does by page tokens is counted by all replicas together, and once`() async throws {
        let limits = LocalLimits()
        let replicas = try (0..<2).map { _ in try Bench(settings: ["page": "true"], limits: limits) }
        let token = try pageToken(in: try await get(replicas[0], "/chat/"))
        func act(_ number: Int) async throws -> Int {
            let path = number.isMultiple(of: 3) ? "/chat/users" : "/chat/initial"
            let body = Array(#"{"email":"a@example.com","password":"a long password"}"#.utf8)
            var delivery = HTTPDelivery.make(.post, path, [("X-Page-Token", token)], body: body)
            delivery.remoteAddress = "2001:db8:0:7::\(number)"
            return try await replicas[number % 2].send(delivery).status
        }
        // There are no accounts behind this bench.
        for number in 0..<60 { #expect(try await act(number) == (number.isMultiple(of: 3) ? 404 : 200)) }
        for number in 60..<64 { #expect(try await act(number) == 429) }
        let byKey = try await replicas[0].send(.open())
        #expect(byKey.status == 200, "an application is not counted")
    }
}

import ChannelKit
import HTTPTypes
import Testing

@testable import HTTPChannel

@Suite("Pages from elsewhere")
struct CrossOriginTests {
    private func bench() throws -> Bench {
        try Bench(lists: ["cors": ["https://app.example", "http://localhost:3000"]])
    }

    private func ask(_ bench: Bench, _ origin: String?, _ path: String = "/chat") async throws -> Response {
        try await bench.send(.make(.options, path, origin.map { [("Origin", $0)] } ?? []))
    }

    @Test func `nobody is let in unless the configuration names them`() async throws {
        let bench = try Bench()
        #expect(!bench.channel.routes.contains { $0.method == .options })
        let response = try await bench.send(.open().with("Origin", "https://app.example"))
        #expect(response.headers[.accessControlAllowOrigin] == nil && response.headers[.vary] == nil)
    }

    @Test(arguments: ["https://app.example", "http://localhost:3000"])
    func `a site that is named may ask, and read the answer`(origin: String) async throws {
        let bench = try bench()
        for path in ["/chat", "/chat/initial", "/chat/messages", "/chat/turns/17/events", "/chat/turns/17"] {
            let response = try await ask(bench, origin, path)
            #expect(response.status == 204)
            #expect(response.headers[.accessControlAllowOrigin] == origin)
            #expect(response.headers[.vary]?.contains("Origin") == true)
            #expect(response.headers[.accessControlAllowHeaders]?.contains("Authorization") == true)
            #expect(response.headers[.accessControlAllowCredentials] == nil)
        }
        #expect(try await ask(bench, origin, "/chat/turns/17").headers[.accessControlAllowMethods] == "DELETE, OPTIONS")
        for delivery in [HTTPDelivery.open(), .open(key: "wrong"), .say("{", token: nil)] {
            let response = try await bench.send(delivery.with("Origin", origin))
            #expect(response.headers[.accessControlAllowOrigin] == origin, "errors can be read, too")
            #expect(response.headers[.accessControlExposeHeaders] == "Retry-After, X-Request-ID")
            #expect(response.headers[.vary] == "Origin")
        }
    }

    @Test(arguments: [
        "https://app.example.evil.example", "https://evil.example", "http://app.example", "https://app.example:8443",
        "null", "*", "https://APP.example", "",
    ])
    func `any other site is told nothing that its pages could read`(origin: String) async throws {
        let bench = try bench()
        for response in [
            try await ask(bench, origin), try await bench.send(.open().with("Origin", origin)),
        ] {
            #expect(response.headers[.accessControlAllowOrigin] == nil)
            #expect(response.headers[.accessControlAllowMethods] == nil)
            #expect(response.headers[.vary]?.contains("Origin") == true)
        }
    }

    @Test func `two origins in one request are none`() async throws {
        let bench = try bench()
        let delivery = HTTPDelivery.open().with("Origin", "https://app.example").with("Origin", "https://evil.example")
        #expect(try await bench.send(delivery).headers[.accessControlAllowOrigin] == nil)
    }

    @Test(arguments: [
        "*", "app.example", "https://app.example/", "https://app.example/chat", "https://*.example", "ftp://a.b",
    ])
    func `what is no site is a fault`(text: String) {
        #expect(throws: SettingsFault.self) { try Bench(lists: ["cors": [text]]) }
    }

    @Test func `a site is written as browsers write it`() throws {
        let settings = try Bench(lists: ["cors": ["HTTPS://App.Example:443", "http://a.b:80", "http://a.b:8080"]])
            .channel.settings
        #expect(settings.corsOrigins == ["https://app.example", "http://a.b", "http://a.b:8080"])
    }

    @Test func `a site that is named may import the client, and no other file`() async throws {
        let bench = try Bench(settings: ["page": "true"], lists: ["cors": ["https://app.example"]])
        for asset in PageAsset.all(for: bench.channel.settings) {
            let allowed = HTTPDelivery.make(.get, "/chat/\(asset.name)", [("Origin", "https://app.example")])
            let answer = try await bench.send(allowed)
            let isClient = ["chat.js", "events.js", "markdown.js", "request.js", "storage.js", "turn.js"]
                .contains(asset.name)
            let origin = answer.headers[.accessControlAllowOrigin]
            #expect(origin == (isClient ? "https://app.example" : nil), "\(asset.name)")
            let other = HTTPDelivery.make(.get, "/chat/\(asset.name)", [("Origin", "https://evil.example")])
            #expect(try await bench.send(other).headers[.accessControlAllowOrigin] == nil)
            if isClient { #expect(try await bench.send(other).headers[.vary] == "Origin") }
        }
    }

    @Test func `the client is there for other sites where there is no page`() throws {
        let names = PageAsset.all(for: try bench().channel.settings).map(\.name)
        #expect(names.sorted() == ["chat.js", "events.js", "markdown.js", "request.js", "storage.js", "turn.js"])
        #expect(PageAsset.all(for: try Bench().channel.settings).isEmpty)
    }
}

import ChannelKit
import Foundation
import HTTPTypes
import Testing

@testable import HTTPChannel

@Suite("Opening a conversation")
struct OpeningTests {
    @Test func `GET with the key gives a token and the greeting, in the documented fields`() async throws {
        let bench = try Bench()
        let response = try await bench.send(.open())
        #expect(response.status == 200)
        #expect(response.headers[.contentType] == "application/json")
        #expect(try response.keys == ["token", "text", "user_id", "conversation_id", "expires_at"])
        let json = try response.json
        #expect(json.text == Bench.greeting)
        #expect(json.user_id == "7")
        #expect(json.conversation_id == "11")
        #expect(json.expires_at == "2026-08-02T12:00:01Z")
    }

    @Test func `the token it gives is good for the user and conversation it names`() async throws {
        let bench = try Bench()
        let token = try #require(try await bench.send(.open()).json.token)
        let events = try await bench.events(of: .say(#"{"content":"hi"}"#, token: token))
        guard case .message(let message) = try #require(events.first) else { throw Unexpected() }
        #expect(message.sender == .user(UserID(7)))
        #expect(message.conversation == .existing(ConversationID(11)))
    }

    @Test func `a token is for nobody's cache`() async throws {
        #expect(try await Bench().send(.open()).headers[.cacheControl] == "no-store")
    }

    @Test(arguments: ["", "{}", #"{"content":null}"#, #"{"name":"Ada","unknown":[1,{"a":null}]}"#])
    func `POST without content does the same`(body: String) async throws {
        let response = try await Bench().send(.open(body))
        #expect(response.status == 200)
        #expect(try response.json.text == Bench.greeting)
    }

    @Test func `POST with an empty body needs no media type`() async throws {
        let delivery = HTTPDelivery.make(
            .post, "/chat/initial", [("X-API-KEY", Bench.apiKey), ("Content-Type", "text/plain")])
        #expect(try await Bench().send(delivery).status == 200)
    }

    @Test func `with content the text is the reply to it`() async throws {
        let response = try await Bench().send(.open(#"{"content":"What is new?"}"#))
        #expect(response.status == 200)
        let json = try response.json
        #expect(json.text == "You said: What is new?")
        #expect(json.message_id == "42")
        #expect(json.token != nil)
    }

    @Test func `the profile and the external id reach the runtime`() async throws {
        let body = """
            {"name":"Ada","email":"ada@example.org","phone_number":"+44 20","external_id":"a-1","content":" hi "}
            """
        let events = try await Bench().events(of: .open(body))
        guard case .start(let start) = try #require(events.first) else { throw Unexpected() }
        // printf test-api-key | sha256sum
        #expect(start.sender == .identity(Identity(scope: "4c806362b613f749", id: "a-1")))
        #expect(start.profile == Profile(name: "Ada", email: "ada@example.org", phoneNumber: "+44 20"))
        #expect(start.content == " hi ")
    }

    @Test func `a new user without an external id is a guest`() async throws {
        let events = try await Bench().events(of: .open(#"{"name":"Ada","email":"","phone_number":null}"#))
        #expect(events == [.start(ConversationStart(sender: .guest, profile: Profile(name: "Ada")))])
    }

    @Test func `users of different API keys are different people`() async throws {
        func sender(key: String) async throws -> InboundEvent? {
            let bench = try Bench(settings: ["api_key": key])
            return try await bench.events(of: .open(#"{"external_id":"a-1"}"#, key: key)).first
        }
        #expect(try await sender(key: "one") != sender(key: "two"))
    }

    @Test func `a first message that fails is an error that still hands out the token`() async throws {
        var bench = try Bench()
        let failure = ChannelError("model_overloaded", kind: .unavailable, retry: .after(.seconds(3)), message: "Busy")
        bench.runtime = Bench.answering(ScriptedTurn(failure: failure))
        let response = try await bench.send(.open(#"{"content":"hi"}"#))
        #expect(response.status == 503)
        #expect(response.headers[.retryAfter] == "3")
        #expect(
            try response.keys == [
                "error", "code", "request_id", "recorded", "token", "user_id", "conversation_id", "expires_at",
            ])
        let json = try response.json
        #expect(json.code == "model_overloaded")
        #expect(json.recorded == true)
        let token = try #require(json.token)
        #expect(try await bench.events(of: .read(token: token)).count == 1)
    }

    @Test(arguments: ["/", "/a", "/a/b-c"])
    func `it answers below any path`(path: String) async throws {
        // What an instance with accounts has besides is in their tests.
        let bench = try Bench(settings: ["path": path, "accounts": "false"])
        let base = path == "/" ? "" : path
        #expect(
            Set(bench.channel.routes.map(\.description)) == [
                "GET \(base)/initial", "POST \(base)/initial", "POST \(path)", "GET \(base)/messages",
                "GET \(base)/turns/{id}/events", "POST \(base)/turns/{id}/ticket", "DELETE \(base)/turns/{id}",
                "GET \(base)/openapi.json",
            ])
        #expect(try await bench.send(.open(path: base + "/initial")).status == 200)
        let token = try await bench.token()
        let message = HTTPDelivery.make(
            .post, path, [("Authorization", "Bearer \(token)")], body: Array(#"{"content":"hi"}"#.utf8))
        #expect(try await bench.send(message).status == 200)
        let reading = HTTPDelivery.make(.get, base + "/messages?limit=1", [("Authorization", "Bearer \(token)")])
        #expect(try await bench.send(reading).status == 200)
    }

    @Test func `a path that is not the channel's is not found`() async throws {
        let response = try await Bench().send(.open(path: "/chat/initial/x"))
        #expect(response.status == 404)
        #expect(try response.json.code == "not_found")
    }
}

struct Unexpected: Error {}

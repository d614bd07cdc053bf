import ChannelKit
import Foundation
import HTTPTypes
import Testing

@testable import HTTPChannel

@Suite("Reading what was said")
struct HistoryTests {
    @Test func `the page has the documented fields, and no system message`() async throws {
        let bench = try Bench()
        let response = try await bench.send(.read(token: bench.token()))
        #expect(response.status == 200)
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(try response.keys == ["conversation_id", "messages"])
        let json = try response.json
        #expect(json.conversation_id == "11")
        #expect(
            json.messages == [
                .init(id: "2", role: "user", content: "\"Hi\"\n", created_at: "2026-08-01T12:00:00.000Z"),
                .init(id: "3", role: "assistant", content: "Hello 👋", created_at: "2026-08-01T12:00:01.123Z"),
            ])
    }

    @Test func `an empty page is an empty list`() async throws {
        var bench = try Bench()
        bench.runtime = { _ in .success([.history(HistoryPage(conversation: ConversationID(11), messages: []))]) }
        let response = try await bench.send(.read(token: bench.token()))
        #expect(String(decoding: response.bytes, as: UTF8.self) == #"{"conversation_id":"11","messages":[]}"#)
    }

    @Test func `of a conversation that a person has taken over it is said`() async throws {
        var bench = try Bench()
        let page = HistoryPage(conversation: ConversationID(11), messages: [], isPaused: true)
        bench.runtime = { _ in .success([.history(page)]) }
        let response = try await bench.send(.read(token: bench.token()))
        #expect(
            String(decoding: response.bytes, as: UTF8.self)
                == #"{"conversation_id":"11","messages":[],"paused":true}"#)
    }

    @Test func `without parameters it is the token's conversation and what has followed it`() async throws {
        let expected = HistoryQuery(
            user: UserID(7), conversation: ConversationID(11), followsContinuations: true, before: nil, limit: 50,
            credential: Credential(issuedAt: Date(timeIntervalSince1970: 1_785_585_600)))
        #expect(try await query("") == expected)
        #expect(try await query("?") == expected)
        #expect(try await query("?unknown=1&token=x&user_id=9") == expected)
    }

    @Test func `pages are asked for by id and length`() async throws {
        let query = try await query("?before=99&limit=200")
        #expect(query.before == MessageID(99))
        #expect(query.limit == 200)
        #expect(try await self.query("?limit=1").limit == 1)
        #expect(try await self.query("?%6Cimit=%31%30").limit == 10)
    }

    @Test func `another conversation is selected for the same user, and taken at its word`() async throws {
        let query = try await query("?conversation_id=12")
        #expect(query.user == UserID(7))
        #expect(query.conversation == ConversationID(12))
        #expect(!query.followsContinuations)
    }

    @Test(
        arguments: [
            "limit=0", "limit=201", "limit=", "limit=-1", "limit=+5", "limit=5.0", "limit=1e2", "limit=ten", "limit",
            "limit=%ZZ", "limit=%FF", "limit=99999999999999999999", "before=0", "before=", "before=01", "before=-1",
            "before=abc", "before=9223372036854775808", "conversation_id=x", "conversation_id=", "conversation_id=%",
            "conversation_id=12%00", "conversation_id=1;drop",
        ])
    func `a parameter that makes no sense is 400 and named`(parameter: String) async throws {
        let bench = try Bench()
        let response = try await bench.send(.read("?" + parameter, token: bench.token()))
        #expect(response.status == 400)
        let json = try response.json
        #expect(json.code == "invalid_parameter")
        let name = parameter.prefix { $0 != "=" }
        #expect(json.error?.hasPrefix("Invalid parameter: \(name) ") == true)
    }

    @Test func `the token is looked at before the parameters`() async throws {
        #expect(try await Bench().send(.read("?limit=0", token: "x")).status == 401)
    }

    @Test func `a conversation that is not the user's is not found`() async throws {
        var bench = try Bench()
        bench.runtime = Bench.refusing(
            ChannelError("conversation_not_found", kind: .notFound, message: "Conversation not found"))
        let response = try await bench.send(.read("?conversation_id=12", token: bench.token()))
        #expect(response.status == 404)
        #expect(try response.json.code == "conversation_not_found")
    }

    private func query(_ text: String) async throws -> HistoryQuery {
        let bench = try Bench()
        guard case .history(let query) = try await bench.events(of: .read(text, token: bench.token())).first else {
            throw Unexpected()
        }
        return query
    }
}

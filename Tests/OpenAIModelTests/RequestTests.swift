import BotModel
import FakeOpenAI
import Testing

@testable import OpenAIModel

@Suite struct RequestTests {
    private func send(
        _ request: ModelRequest = .question("Hello?"), _ change: (inout OpenAIModel.Configuration) -> Void = { _ in }
    ) async throws -> FakeOpenAI.Request {
        try await Fixture.with([], change) { fixture in
            _ = try await fixture.model.reply(to: request, draft: RecordingDraft())
            return try #require(fixture.fake.requests.first)
        }
    }

    @Test func `sends only the few parameters that are configured`() async throws {
        let request = try await send()
        #expect(request.parameters == ["model", "messages", "stream", "stream_options"])
        #expect(request.model == "test-model")
        #expect(request.method == "POST")
        #expect(request.path == "/v1/chat/completions")
    }

    @Test func `always asks for a stream, with token counts`() async throws {
        let request = try await send()
        #expect(request.isStreamed)
        #expect(request.wantsUsage)
    }

    @Test func `leaves out stream_options where a server refuses it`() async throws {
        #expect(try await send { $0.includeUsage = false }.parameters == ["model", "messages", "stream"])
    }

    @Test func `sends the token limit under one of its two names`() async throws {
        let newer = try await send { $0.tokenLimit = 77 }
        #expect(newer.number("max_completion_tokens") == 77)
        #expect(!newer.parameters.contains("max_tokens"))
        let older = try await send {
            $0.tokenLimit = 78
            $0.tokenLimitParameter = .maxTokens
        }
        #expect(older.number("max_tokens") == 78)
        #expect(!older.parameters.contains("max_completion_tokens"))
    }

    @Test func `sends a temperature that is configured`() async throws {
        #expect(try await send { $0.temperature = 0.25 }.number("temperature") == 0.25)
    }

    @Test func `sends the system prompt first and the history in order`() async throws {
        let request = try await send(.conversation(turns: 1, length: 0))
        #expect(
            request.messages == [
                .init(role: "system", content: "Be brief."), .init(role: "user", content: "question 0 "),
                .init(role: "assistant", content: "answer 0 "), .init(role: "user", content: "the last question"),
            ])
    }

    @Test func `names the system prompt's role developer where it is configured so`() async throws {
        let request = try await send(.conversation(turns: 0)) { $0.instructionRole = .developer }
        #expect(request.messages.map(\.role) == ["developer", "user"])
    }

    @Test func `sends no system message where there is no system prompt`() async throws {
        #expect(try await send().messages.map(\.role) == ["user"])
    }

    @Test func `sends every character as it is`() async throws {
        let text = "\"quoted\" \\ back/slash\n\t\r\u{0}\u{1B}\u{7F} naïve 日本語 👩‍👩‍👧 \u{2028}"
        #expect(try await send(.question(text)).messages.first?.content == text)
    }

    @Test func `carries the key as a bearer token`() async throws {
        let request = try await send()
        #expect(request.header("Authorization") == "Bearer sk-test-secret")
        #expect(request.header("api-key") == nil)
    }

    @Test func `carries the key in the header that Azure wants`() async throws {
        let request = try await send { $0.keyHeader = .apiKey }
        #expect(request.header("api-key") == "sk-test-secret")
        #expect(request.header("Authorization") == nil)
    }

    @Test func `sends no key header without a key`() async throws {
        let request = try await send { $0.apiKey = nil }
        #expect(request.header("Authorization") == nil)
    }

    @Test func `adds headers and query items, and drops slashes at the end of the base URL`() async throws {
        let request = try await send {
            $0.baseURL += "/openai/deployments/my-model//"
            $0.query = ["api-version": "2024-10-21", "a b": "1&2=3"]
            $0.headers = ["X-Team": "blue", "User-Agent": "mine"]
        }
        #expect(request.path == "/v1/openai/deployments/my-model/chat/completions")
        #expect(request.query == "a%20b=1%262%3D3&api-version=2024-10-21")
        #expect(request.header("X-Team") == "blue")
        #expect(request.header("User-Agent") == "mine")
    }

    @Test func `names the turn to the upstream`() async throws {
        #expect(try await send().header("X-Client-Request-Id") == "turn-1")
    }

    @Test func `leaves out a turn's name that no header can carry`() async throws {
        var request = ModelRequest.question("Hello?")
        request.turn = "a\r\nX-Evil: 1"
        #expect(try await send(request).header("X-Client-Request-Id") == nil)
    }
}

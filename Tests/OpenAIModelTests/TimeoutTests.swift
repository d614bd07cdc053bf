import BotModel
import FakeOpenAI
import Logging
import Testing

@testable import OpenAIModel

/// Each upstream here stands still for ever, and only one of the time-outs is short.
@Suite(.timeLimit(.minutes(2))) struct TimeoutTests {
    private static let long = Duration.seconds(600)
    private static let short = Duration.milliseconds(150)

    private func failure(
        _ behaviour: FakeOpenAI.Behaviour, within time: Duration = long, retries: Int = 0,
        _ change: (inout OpenAIModel.Configuration) -> Void = { _ in }
    ) async throws -> (error: ModelError?, calls: Int) {
        try await Fixture.with(
            [],
            { configuration in
                configuration.firstTokenTimeout = Self.long
                configuration.idleTimeout = Self.long
                configuration.maxRetries = retries
                change(&configuration)
            }
        ) { fixture in
            fixture.fake.setDefault(behaviour)
            let error = await fixture.failure(within: time)
            // On a busy machine the time may be over before the call has reached the upstream: then nothing was open.
            await fixture.fake.waitForOpenConnections(atMost: 0)
            return (error, fixture.fake.requestCount)
        }
    }

    @Test func `no first token in time`() async throws {
        let failure = try await failure(.hang) { $0.firstTokenTimeout = Self.short }
        #expect(failure.error?.code == .timedOut)
        #expect(failure.error?.phase == .firstToken)
    }

    @Test func `a head, an empty first chunk and comments are no first token`() async throws {
        let begun = FakeOpenAI.Behaviour.body(
            [Array(": ping\n\ndata: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n".utf8)],
            then: .hang)
        let failure = try await failure(begun) { $0.firstTokenTimeout = Self.short }
        #expect(failure.error?.phase == .firstToken)
    }

    @Test func `no next token in time`() async throws {
        let failure = try await failure(.hang(after: "Half")) { $0.idleTimeout = Self.short }
        #expect(failure.error?.code == .timedOut)
        #expect(failure.error?.phase == .betweenTokens)
        #expect(failure.error?.partial == "Half")
    }

    @Test func `the deadline passes while nothing has come`() async throws {
        let failure = try await failure(.hang, within: Self.short)
        #expect(failure.error?.phase == .total)
    }

    @Test func `the deadline passes in the middle of the reply`() async throws {
        let failure = try await failure(.hang(after: "Half"), within: .seconds(4))
        #expect(failure.error?.phase == .total)
        #expect(failure.error?.partial == "Half")
    }

    @Test func `no connection in time`() async throws {
        // An address of the range kept for documentation: nobody answers there.
        let model = OpenAIModel(
            .init(baseURL: "http://192.0.2.1:9/v1", model: "m", connectTimeout: Self.short),
            logger: .quiet)
        let failure = await #expect(throws: ModelError.self) {
            try await model.reply(to: .question("Hello?"), draft: RecordingDraft())
        }
        // Where the network says at once that nobody is there, it is no time-out.
        #expect(failure?.phase == .connect || failure?.code == .unreachable)
        await model.shutdown()
    }

    @Test func `a stream that stands still is asked again, at most twice`() async throws {
        let failure = try await failure(.hang(after: "Half"), retries: 2) { $0.idleTimeout = Self.short }
        #expect(failure.error?.phase == .betweenTokens)
        #expect(failure.calls == 3)
    }

    @Test func `an error whose text does not end is told by its status`() async throws {
        let bytes = Array("HTTP/1.1 401 No\r\nContent-Length: 100\r\n\r\nIncorrect".utf8)
        let failure = try await failure(.raw(bytes, then: .hang))
        #expect(failure.error?.code == .badKey)
    }

    @Test func `a stream that goes on renews the wait`() async throws {
        // Longer than one wait in all, and shorter by far from piece to piece.
        try await Fixture.with(
            [.reply("one two three four five six", pieces: 14, between: .milliseconds(400))],
            {
                $0.idleTimeout = .seconds(5)
            }
        ) { fixture in
            let reply = try await fixture.ask()
            #expect(reply.text == "one two three four five six")
        }
    }
}

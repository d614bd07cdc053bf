import BotModel
import FakeOpenAI
import Testing

@testable import OpenAIModel

@Suite struct RetryTests {
    @Test(arguments: [408, 409, 429, 500, 502, 503, 504, 529])
    func `a status that may pass is asked again`(_ status: Int) async throws {
        try await Fixture.with([.status(status), .status(status), .reply("At last.")]) { fixture in
            let draft = RecordingDraft()
            let reply = try await fixture.ask(draft: draft)
            #expect(reply.text == "At last.")
            #expect(fixture.fake.requestCount == 3)
            #expect(draft.text == "At last.")
        }
    }

    @Test(arguments: [400, 401, 402, 403, 404, 413, 415, 422])
    func `a status that will not change is never asked again`(_ status: Int) async throws {
        try await Fixture.with([.status(status, type: "invalid_request_error")]) { fixture in
            #expect(await fixture.failure() != nil)
            #expect(fixture.fake.requestCount == 1)
        }
    }

    @Test func `after two retries the failure stays`() async throws {
        try await Fixture.with([]) { fixture in
            fixture.fake.setDefault(.status(500))
            let failure = await fixture.failure()
            #expect(failure?.code == .failed)
            #expect(failure?.detail.contains("3 calls") == true)
            #expect(fixture.fake.requestCount == 3)
        }
    }

    @Test(arguments: [
        FakeOpenAI.Behaviour.reset, .reset(after: "Half"), .cut(after: "Half"), .disconnect(after: "Half"),
        .malformed(after: "Half"),
    ])
    func `what broke before anybody saw it is started over`(_ behaviour: FakeOpenAI.Behaviour) async throws {
        try await Fixture.with([behaviour, .reply("Whole.")]) { fixture in
            let draft = RecordingDraft()
            let reply = try await fixture.ask(draft: draft)
            #expect(reply.text == "Whole.")
            #expect(draft.text == "Whole.")
            #expect(draft.restarts == 1)
            #expect(fixture.fake.requestCount == 2)
        }
    }

    @Test(arguments: [FakeOpenAI.Behaviour.reset(after: "Half"), .cut(after: "Half"), .malformed(after: "Half")])
    func `what somebody has seen is never started over`(_ behaviour: FakeOpenAI.Behaviour) async throws {
        try await Fixture.with([behaviour]) { fixture in
            let failure = await fixture.failure(draft: RecordingDraft(isShown: true))
            #expect(failure?.partial == "Half")
            #expect(fixture.fake.requestCount == 1)
        }
    }

    @Test(arguments: [
        "insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded", "organization_usage_limit_exceeded",
    ])
    func `a spent quota is never asked again, whatever the headers say`(_ code: String) async throws {
        let behaviour = FakeOpenAI.Behaviour.status(
            429, type: "rate_limit_error", code: code, headers: ["x-should-retry": "true", "Retry-After": "1"])
        try await Fixture.with([behaviour]) { fixture in
            #expect(await fixture.failure()?.code == .quota)
            #expect(fixture.fake.requestCount == 1)
        }
    }

    @Test func `a quota is told by its type too`() async throws {
        try await Fixture.with([.quota]) { fixture in
            #expect(await fixture.failure()?.code == .quota)
        }
    }

    @Test func `pauses double, up to eight seconds`() {
        let pauses = (0..<6).map { RetryPolicy.backoff(retries: $0, random: 0) }
        #expect(pauses == [.seconds(0.5), .seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(8)])
        #expect(RetryPolicy.backoff(retries: 1, random: 1) == .seconds(0.75))
    }

    @Test func `pauses between calls are those of the policy`() async throws {
        try await Fixture.with([.status(500), .status(500), .status(500)]) { fixture in
            _ = await fixture.failure()
            #expect(fixture.pauses.list == [.seconds(0.5), .seconds(1)])
        }
    }

    @Test(arguments: [
        (["Retry-After": "3"], Duration.seconds(3)), (["Retry-After": "0.25"], .seconds(0.25)),
        (["Retry-After": "9", "retry-after-ms": "1500"], .seconds(1.5)), (["Retry-After": "0"], .seconds(0.5)),
        (["Retry-After": "soon"], .seconds(0.5)),
        (["Retry-After": "Sun, 22 Nov 2026 10:00:07 GMT", "Date": "Sun, 22 Nov 2026 10:00:00 GMT"], .seconds(7)),
        (["x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "2s"], .seconds(2)),
    ])
    func `waits as long as the upstream asks`(_ headers: [String: String], _ wait: Duration) async throws {
        try await Fixture.with([.status(429, type: "tokens", headers: headers), .reply("Yes.")]) { fixture in
            _ = try await fixture.ask()
            #expect(fixture.pauses.list == [wait])
        }
    }

    @Test func `a wait longer than a minute is given up at once, and told`() async throws {
        try await Fixture.with([.rateLimited(after: "86400")]) { fixture in
            let failure = await fixture.failure(within: .seconds(1_000_000))
            #expect(failure?.code == .rateLimited)
            #expect(failure?.retryAfter == .seconds(86_400))
            #expect(fixture.fake.requestCount == 1)
        }
    }

    @Test func `a wait longer than what is left is given up at once, and told`() async throws {
        try await Fixture.with([.rateLimited(after: "30")]) { fixture in
            let failure = await fixture.failure(within: .seconds(29))
            #expect(failure?.retryAfter == .seconds(30))
            #expect(fixture.fake.requestCount == 1)
            #expect(fixture.pauses.list.isEmpty)
        }
    }

    @Test func `x-should-retry wins over the status, either way`() async throws {
        try await Fixture.with([.status(400, headers: ["x-should-retry": "true"]), .reply("Yes.")]) { fixture in
            let reply = try await fixture.ask()
            #expect(reply.text == "Yes.")
        }
        try await Fixture.with([.status(500, headers: ["x-should-retry": "false"])]) { fixture in
            _ = await fixture.failure()
            #expect(fixture.fake.requestCount == 1)
        }
    }

    @Test func `an error inside the stream is asked again by its class`() async throws {
        let passing = FakeOpenAI.Behaviour.events([#"{"error":{"code":"500"}}"#])
        try await Fixture.with([passing, .reply("Yes.")]) { fixture in
            let reply = try await fixture.ask()
            #expect(reply.text == "Yes.")
        }
        try await Fixture.with([.events([#"{"error":{"code":"insufficient_quota"}}"#])]) { fixture in
            #expect(await fixture.failure()?.code == .quota)
            #expect(fixture.fake.requestCount == 1)
        }
    }

    @Test func `a question whose deadline has passed is not asked`() async throws {
        try await Fixture.with { fixture in
            let failure = await fixture.failure(within: .seconds(-1))
            #expect(failure?.code == .timedOut)
            #expect(failure?.phase == .total)
            #expect(fixture.fake.requestCount == 0)
        }
    }
}

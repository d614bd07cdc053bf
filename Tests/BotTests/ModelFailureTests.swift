import BotHarness
import FakeOpenAI
import Foundation
import GRDB
import Testing

/// What a caller sees when the model fails: a documented status, a JSON error, a bounded number of calls, and a message
/// that is not lost.
@Suite(.timeLimit(.minutes(5)))
struct ModelFailureTests {
    struct Failure: Sendable, CustomTestStringConvertible {
        var name: String
        var behaviour: FakeOpenAI.Behaviour
        var status: Int
        var code: String
        var calls: ClosedRange<Int>

        var testDescription: String { name }
    }

    static let failures = [
        Failure(name: "a bad key", behaviour: .badKey, status: 502, code: "model_failed", calls: 1...1),
        Failure(name: "a spent quota", behaviour: .quota, status: 502, code: "model_quota", calls: 1...1),
        Failure(
            name: "a rate limit that names a long wait", behaviour: .rateLimited(after: "600"), status: 503,
            code: "model_overloaded", calls: 1...1),
        Failure(
            name: "a rate limit", behaviour: .rateLimited(after: "1"), status: 503, code: "model_overloaded",
            calls: 2...3),
        Failure(name: "a server error", behaviour: .status(500), status: 502, code: "model_failed", calls: 2...3),
        Failure(
            name: "a malformed chunk", behaviour: .malformed(after: "half"), status: 502, code: "model_failed",
            calls: 1...3),
        Failure(name: "a reset", behaviour: .reset, status: 502, code: "model_failed", calls: 2...3),
        Failure(
            name: "a reply that breaks off", behaviour: .cut(after: "half"), status: 502, code: "reply_incomplete",
            calls: 1...3),
        Failure(
            name: "a context that is too long", behaviour: .contextTooLong, status: 502, code: "context_too_long",
            calls: 1...2),
        Failure(name: "a hang", behaviour: .hang, status: 504, code: "model_timeout", calls: 1...1),
    ]

    @Test(arguments: failures)
    func `each failure has its status, is bounded, keeps the message, and the same key asks again`(_ failure: Failure)
        async throws
    {
        let model = try await FakeOpenAI.start()
        model.setDefault(failure.behaviour)
        let modelTimeout = failure.code == "model_timeout" ? "2s" : "20s"
        try await Bots.running(model: model.baseURL, modelTimeout: modelTimeout) { caller, bot, home in
            let token = try await caller.token(apiKey: Bots.apiKey)
            let answer = try await caller.say("keep me", token: token, key: "k")
            #expect(answer.status == failure.status, "\(answer.text)")
            #expect(answer["code"] == failure.code)
            #expect(answer.json["recorded"] as? Bool == true)
            #expect((answer.headers["retry-after"] != nil) == (failure.status == 503))
            #expect(failure.calls.contains(model.requestCount), "\(model.requestCount) calls")
            #expect(!(answer.text + bot.log.text).contains("sk-secret-of-the-model"))

            let before = model.requestCount
            model.setDefault(.reply("at last"))
            let again = try await caller.say("keep me", token: token, key: "k")
            #expect(again["text"] == "at last", "\(again.text)")
            #expect(model.requestCount == before + 1)
            let rows = try await DatabaseQueue(path: home.database).read { database in
                try String.fetchAll(
                    database, sql: "SELECT role || ': ' || content FROM messages WHERE status = 'complete' ORDER BY id")
            }
            #expect(rows.dropFirst() == ["user: keep me", "assistant: at last"])
        }
        try await model.stop()
    }

    @Test func `a stream that breaks off after its first piece is a failed event, and its half is not shown again`()
        async throws
    {
        let model = try await FakeOpenAI.start()
        model.script([.reset(after: "half an ans")])
        model.setDefault(.reply("whole"))
        try await Bots.running(model: model.baseURL) { caller, _, _ in
            let token = try await caller.token(apiKey: Bots.apiKey)
            let answer = try await caller.say("go", token: token, streaming: true)
            let events = ServerSentEvent.all(in: answer.text)
            // Where the piece had left the process the turn has failed; where it had not, it was asked again.
            if events.contains(where: { $0.name == "delta" && $0["text"]?.hasPrefix("half") == true }) {
                #expect(events.last?.name == "failed")
                #expect(events.last?["code"]?.isEmpty == false)
                let next = try await caller.say("and?", token: token)
                #expect(next["text"] == "whole")
                let sent = try #require(model.requests.last).messages.map(\.content)
                #expect(!sent.contains { $0.hasPrefix("half") })
            } else {
                #expect(events.last?["text"] == "whole")
            }
        }
        try await model.stop()
    }

    @Test func `usage is stored with the turn`() async throws {
        let model = try await FakeOpenAI.start()
        model.setDefault(.reply("counted", usage: (prompt: 21, completion: 4)))
        try await Bots.running(model: model.baseURL) { caller, _, home in
            let token = try await caller.token(apiKey: Bots.apiKey)
            #expect(try await caller.say("count", token: token).status == 200)
            let tokens = try await DatabaseQueue(path: home.database).read { database in
                try String.fetchOne(
                    database,
                    sql: "SELECT prompt_tokens || ' ' || completion_tokens FROM messages WHERE content = 'counted'")
            }
            #expect(tokens == "21 4")
        }
        try await model.stop()
    }
}

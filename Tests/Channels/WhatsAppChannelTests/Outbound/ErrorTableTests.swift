import ChannelKit
import FakeGraph
import Testing

@testable import WhatsAppChannel

@Suite("An error of WhatsApp's", .timeLimit(.minutes(2))) struct ErrorTableTests {
    /// What is to become of a reply, without the exact time.
    enum Outcome: Equatable {
        case after, never, unknown, fallback, now

        init(_ retry: ChannelError.Retry) {
            switch retry {
            case .now: self = .now
            case .after: self = .after
            case .never: self = .never
            case .unknown: self = .unknown
            case .fallback: self = .fallback
            }
        }
    }

    /// The rows of the facts, written down once more: what a call's error means, and what the same error in a status.
    static let rows: [(codes: [Int], call: Outcome, status: Outcome, scope: ChannelError.Scope)] = [
        ([4, 80007, 130429], .after, .after, .instance),
        ([131056], .after, .after, .chat),
        ([1, 2, 131000, 131016, 133004, 131057], .unknown, .after, .chat),
        ([0, 190, 3, 10, 200, 250, 299, 131005], .after, .after, .instance),
        ([131047], .never, .never, .chat),
        ([100, 131008, 131009, 131021, 131051, 135000, 33], .never, .never, .chat),
        ([131026, 131030, 131048, 131049, 131050, 130403, 130472, 131052, 131053], .never, .never, .chat),
        ([131031, 368, 130497, 131042, 131045, 133010, 131037], .after, .after, .instance),
        ([132000, 132001, 132005, 132007, 132012, 132015, 132016, 132068, 132069], .never, .never, .chat),
        ([131062, 131063, 131064, 131060], .never, .never, .chat),
        ([199, 300, 131999, 999_999, -1], .never, .never, .chat),
    ]

    static let cases = rows.flatMap { row in row.codes.map { ($0, row.call, row.status, row.scope) } }

    @Test("has one meaning, by its code, in a status", arguments: cases)
    func status(code: Int, call: Outcome, status: Outcome, scope: ChannelError.Scope) {
        let error = GraphErrorTable.channelError(
            code: code, title: "A title", isStatus: true, hasFallback: false, attempt: 1)
        #expect(Outcome(error.retry) == status)
        #expect(error.scope == scope)
        #expect(error.detail?.contains("code \(code)") == true)
        #expect(!error.message.isEmpty)
    }

    @Test("has the same meaning as the answer to a call, whatever its HTTP status")
    func calls() async throws {
        try await SendingBench.run { bench in
            for (code, call, _, scope) in Self.cases {
                for status in [nil, 400] {
                    bench.graph.script([.error(code: code, status: status, title: "A title")])
                    let error = await bench.failure()
                    #expect(error.map { Outcome($0.retry) } == call, "code \(code)")
                    #expect(error?.scope == scope, "code \(code)")
                    #expect(error?.detail?.contains("trace AFakeTrace_1") == true)
                }
            }
            #expect(bench.graph.messages.isEmpty)
        }
    }

    @Test("of a closed window asks for the template where there is one, and not where the template failed")
    func window() async throws {
        try await SendingBench.run([("window_template", "answer")]) { bench in
            bench.graph.script([.error(code: 131047), .error(code: 131047)])
            #expect(await bench.failure()?.retry == .fallback)
            #expect(await bench.failure { $0.usesFallback = true }?.retry == .never)
            try await bench.send { $0.usesFallback = true }
            #expect(bench.graph.messages.map(\.type) == ["template"])
        }
        let status = GraphErrorTable.channelError(
            code: 131047, title: nil, isStatus: true, hasFallback: true, attempt: 1)
        #expect(status.retry == .fallback)
    }

    @Test("of the credentials stops the instance and is told apart from all others")
    func credentials() async throws {
        try await SendingBench.run([("access_token", "another-token")]) { bench in
            let error = await bench.failure()
            #expect(error?.kind == .unauthenticated)
            #expect(error?.scope == .instance)
            #expect(error?.retry == .after(.seconds(60)))
            #expect(bench.graph.messages.isEmpty)
        }
        let others = GraphErrorTable.rows.filter { $0.kind == .unauthenticated }
        #expect(others.map(\.remedy) == [.mend])
    }

    @Test(
        "that is none of Graph's is judged by its HTTP status",
        arguments: [
            (500, Outcome.unknown, ChannelError.Scope.chat), (502, .unknown, .chat), (503, .unknown, .chat),
            (504, .unknown, .chat), (408, .unknown, .chat), (401, .after, .instance), (429, .after, .instance),
            (400, .never, .chat), (403, .never, .chat), (404, .never, .chat), (418, .never, .chat),
        ])
    func foreign(status: Int, outcome: Outcome, scope: ChannelError.Scope) async throws {
        try await SendingBench.run { bench in
            for body in ["<html>Bad gateway</html>", "", "{", "[1]", #"{"error":"no"}"#, #"{"error":{"code":[]}}"#] {
                bench.graph.script([.document(body, status: status, accepts: false)])
                let error = await bench.failure()
                #expect(error.map { Outcome($0.retry) } == outcome, "\(status) \(body)")
                #expect(error?.scope == scope)
            }
        }
    }

    @Test("is read though its fields have strange types")
    func lenient() async throws {
        try await SendingBench.run { bench in
            bench.graph.script([
                .document(
                    #"{"error":{"message":7,"code":"131056","fbtrace_id":{},"error_data":null}}"#, status: 400,
                    accepts: false)
            ])
            #expect(await bench.failure()?.code == "pair_limit")
        }
    }

    @Test("makes each further attempt wait four times as long, a little more at random, at most five minutes")
    func backoff() {
        for (attempt, least) in [(-3, 1.0), (0, 1), (1, 1), (2, 4), (3, 16), (4, 64), (5, 256), (6, 300), (9_999, 300)]
        {
            let waits = [0, 0.5, 1].map { GraphBackoff.wait(afterAttempt: attempt, random: $0) }
            #expect(waits[0] == .seconds(least))
            #expect(waits[2] == .seconds(min(least * 1.25, 300)))
            #expect(waits == waits.sorted())
        }
    }

    @Test("that says how long to wait is heeded, within an hour")
    func retryAfter() async throws {
        try await SendingBench.run { bench in
            for (said, wait) in [(7, 7), (1, 1), (999_999, 3_600)] {
                bench.graph.script([.error(code: 130429, retryAfter: said)])
                #expect(await bench.failure { $0.attempt = 4 }?.retry == .after(.seconds(wait)))
            }
            for nonsense in ["soon", "-1", "0", "", "1e9"] {
                bench.graph.script([
                    .document(
                        #"{"error":{"code":130429}}"#, status: 429, headers: ["Retry-After": nonsense], accepts: false)
                ])
                let wait = try #require(await bench.failure()?.retryAfter)
                #expect(wait >= .seconds(1) && wait <= .seconds(1.25))
            }
        }
    }

    @Test("stands in one row of the table only")
    func once() {
        let codes = GraphErrorTable.rows.flatMap(\.codes)
        #expect(Set(codes).count == codes.count)
    }
}

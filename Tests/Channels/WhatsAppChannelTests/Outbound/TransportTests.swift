import ChannelKit
import FakeGraph
import Foundation
import Testing

@testable import WhatsAppChannel

@Suite("A send that gets no proper answer", .timeLimit(.minutes(2))) struct TransportTests {
    @Test(
        "is of unknown outcome once it was written, whether WhatsApp took it or not",
        arguments: ["reset", "acceptThenReset", "acceptThenCut", "acceptThenFail"])
    func broken(name: String) async throws {
        let behaviours: [String: FakeGraph.Behaviour] = [
            "reset": .reset, "acceptThenReset": .acceptThenReset, "acceptThenCut": .acceptThenCut,
            "acceptThenFail": .acceptThenFail(),
        ]
        try await SendingBench.run { bench in
            bench.graph.script([try #require(behaviours[name])])
            let error = await bench.failure()
            #expect(error?.retry == .unknown)
            #expect(error?.scope == .chat)
            #expect(bench.graph.requestCount == 1)
            // The next one has a connection of its own.
            try await bench.send()
        }
    }

    @Test("is of unknown outcome when its time is up", arguments: [FakeGraph.Behaviour.hang, .acceptThenHang])
    func hanging(behaviour: FakeGraph.Behaviour) async throws {
        try await SendingBench.run([("send_timeout", "1s")]) { bench in
            bench.graph.script([behaviour])
            let error = await bench.failure()
            #expect(error?.retry == .unknown)
            #expect(error?.kind == .upstreamTimeout)
            await bench.graph.waitForClosedByPeer(1)
        }
    }

    @Test("is of unknown outcome when it is cancelled, and its connection is closed")
    func cancelled() async throws {
        try await SendingBench.run([("send_timeout", "120s")]) { bench in
            bench.graph.script([.acceptThenHang])
            let sending = Task { await bench.failure() }
            await bench.graph.waitForMessages(1)
            sending.cancel()
            #expect(await sending.value?.retry == .unknown)
            await bench.graph.waitForClosedByPeer(1)
        }
    }

    @Test("is of unknown outcome when it was cancelled before it began")
    func cancelledBefore() async throws {
        try await SendingBench.run { bench in
            let sending = Task {
                while !Task.isCancelled { await Task.yield() }
                return await bench.failure()
            }
            sending.cancel()
            #expect(await sending.value?.retry == .unknown)
        }
    }

    @Test(
        "is of unknown outcome when the answer names no message",
        arguments: [
            "", "{", "[]", "null", #"{"messages":[]}"#, #"{"messages":{}}"#, #"{"messages":[{"id":""}]}"#,
            #"{"messages":[{"id":null}]}"#, #"{"success":true}"#, "<html>Welcome to our network</html>",
        ])
    func nameless(body: String) async throws {
        try await SendingBench.run { bench in
            bench.graph.script([.document(body)])
            #expect(await bench.failure()?.retry == .unknown)
        }
    }

    @Test("is of unknown outcome when the answer is longer than a mebibyte, and the rest is not waited for")
    func tooLong() async throws {
        let id = #"{"messages":[{"id":"wamid.x"}],"filler":""#
        func answer(_ length: Int) -> String { id + String(repeating: "x", count: length - id.utf8.count - 2) + "\"}" }
        try await SendingBench.run { bench in
            bench.graph.script([
                .document(answer(1 << 20)), .document(answer(1 << 20 + 1)), .document(answer(16 << 20)),
            ])
            let receipt = try await bench.send()
            #expect(receipt.platformIDs == ["wamid.x"])
            #expect(await bench.failure()?.retry == .unknown)
            #expect(await bench.failure()?.retry == .unknown)
        }
    }

    @Test("is certainly not sent when nobody listens, and all of the instance waits")
    func refused() async throws {
        // A port that was free a moment ago and is nobody's now.
        let other = try await FakeGraph.start()
        try await other.stop()
        try await SendingBench.run([("graph_url", other.url)]) { bench in
            let error = await bench.failure { $0.attempt = 3 }
            #expect(error?.code == "whatsapp_unreachable")
            #expect(error?.scope == .instance)
            let wait = try #require(error?.retryAfter)
            #expect(wait >= .seconds(16) && wait <= .seconds(20))
        }
    }

    @Test("is certainly not sent when there is no such host, or no trust in it")
    func unreachable() async throws {
        try await SendingBench.run { bench in
            for url in ["http://graph.invalid/v25.0", "https://127.0.0.1:\(bench.graph.port)/v25.0"] {
                let values = Samples.required.filter { $0.0 != "graph_url" } + [("graph_url", url)]
                let other = SendingBench(graph: bench.graph, channel: try Samples.channel(values), log: bench.log)
                let error = await other.failure()
                #expect(error?.code == "whatsapp_unreachable", "\(url)")
                #expect(error?.retryAfter != nil)
            }
            #expect(bench.graph.requestCount == 0)
        }
    }

    @Test("does not follow a redirect: the token goes nowhere else", arguments: [301, 302, 303, 307, 308])
    func redirect(status: Int) async throws {
        try await SendingBench.run { elsewhere in
            try await SendingBench.run { bench in
                let target = elsewhere.graph.url + "/106540352242922/messages"
                bench.graph.script([.redirect(to: target, status: status)])
                let error = await bench.failure()
                #expect(error?.code == "graph_url_redirects")
                #expect(error?.retryAfter != nil)
                #expect(elsewhere.graph.requestCount == 0)
            }
        }
    }

    @Test("leaves the others alone: fifty go through while fifty hang")
    func manyAtOnce() async throws {
        try await SendingBench.run([("send_timeout", "120s")]) { bench in
            bench.graph.script(Array(repeating: .hang, count: 50))
            await withTaskGroup(of: ChannelError?.self) { hanging in
                for number in 0..<50 {
                    hanging.addTask { await bench.failure(to: ChatAddress("+1650\(number)")) }
                }
                await bench.graph.waitForRequests(50)
                let others = await withTaskGroup(of: ChannelError?.self) { sending in
                    for number in 50..<100 {
                        sending.addTask { await bench.failure(to: ChatAddress("+1650\(number)")) }
                    }
                    return await sending.reduce(into: []) { $0.append($1) }
                }
                #expect(others == Array(repeating: nil, count: 50))
                hanging.cancelAll()
                for await error in hanging { #expect(error?.retry == .unknown) }
            }
            #expect(bench.graph.messages.count == 50)
        }
    }
}

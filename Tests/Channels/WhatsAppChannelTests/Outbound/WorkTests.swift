import ChannelKit
import FakeGraph
import Testing

@testable import WhatsAppChannel

@Suite("A message that is being worked on", .timeLimit(.minutes(2))) struct WorkTests {
    private func requests(
        _ settings: [(String, String)] = [], at address: ChatAddress = SendingBench.person
    ) async throws -> [FakeGraph.Request] {
        var requests: [FakeGraph.Request] = []
        try await SendingBench.run(settings) { bench in
            let showing = Task {
                await bench.channel.indicateWork(on: "wamid.question", at: ReplyAddress(chat: address))
            }
            if !settings.contains(where: { $0.0 == "mark_read" }) { await bench.graph.waitForMarks(1) }
            showing.cancel()
            await showing.value
            requests = bench.graph.requests
            #expect(bench.graph.messages.isEmpty)
            #expect(bench.log.all.isEmpty)
        }
        return requests
    }

    @Test("is marked as read and shows that the bot is typing, in one call")
    func both() async throws {
        let requests = try await requests()
        #expect(
            requests.map(\.text) == [
                #"{"message_id":"wamid.question","messaging_product":"whatsapp","status":"read","#
                    + #""typing_indicator":{"type":"text"}}"#
            ])
    }

    @Test("is only marked as read where typing is switched off, and in groups")
    func readOnly() async throws {
        let body = #"{"message_id":"wamid.question","messaging_product":"whatsapp","status":"read"}"#
        #expect(try await requests([("typing", "false")]).map(\.text) == [body])
        #expect(try await requests(at: "group:abc").map(\.text) == [body])
    }

    @Test("is left as it is where read marks are switched off")
    func neither() async throws {
        #expect(try await requests([("mark_read", "false")]).isEmpty)
    }

    @Test("is shown to be typed at for as long as that takes, and no longer")
    func lasting() async throws {
        try await SendingBench.run { bench in
            let address = ReplyAddress(chat: SendingBench.person)
            let showing = Task {
                await bench.channel.indicateWork(on: "wamid.question", at: address, every: .milliseconds(1))
            }
            await bench.graph.waitForMarks(3)
            showing.cancel()
            await showing.value
            #expect(bench.graph.marks.allSatisfy { $0.showsTyping && $0.messageID == "wamid.question" })
            #expect(bench.log.all.isEmpty)
        }
    }

    @Test("is not shown to be typed at again after a refusal")
    func refused() async throws {
        try await SendingBench.run { bench in
            bench.graph.scriptMarks([.accept, .error(code: 131000)])
            let address = ReplyAddress(chat: SendingBench.person)
            await bench.channel.indicateWork(on: "wamid.question", at: address, every: .milliseconds(1))
            #expect(bench.graph.requestCount == 2)
            #expect(bench.log.all.count == 1)
        }
    }

    @Test("has its mark given up in time")
    func hanging() async throws {
        try await SendingBench.run([("send_timeout", "1s")]) { bench in
            bench.graph.scriptMarks([.hang])
            await bench.channel.indicateWork(on: "wamid.question", at: ReplyAddress(chat: SendingBench.person))
            await bench.graph.waitForClosedByPeer(1)
            #expect(bench.log.all.count == 1)
        }
    }
}

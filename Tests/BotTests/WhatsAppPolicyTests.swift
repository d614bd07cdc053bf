import BotHarness
import FakeGraph
import FakeOpenAI
import Foundation
import Testing

/// What an operator has decided for a WhatsApp number, by the real program.
@Suite("A WhatsApp number's policy", .timeLimit(.minutes(2)))
struct WhatsAppPolicyTests {
    private static let person = "16505550001"

    @Test func `an old message is listed as stale and not answered, unless that is asked for`() async throws {
        for isAnswered in [false, true] {
            try await WhatsAppBot.prepared(["max_age: 1h", "stale: \(isAnswered ? "answer" : "skip")"]) { whatsApp in
                let graph = whatsApp.graph
                let bot = try whatsApp.start()
                let address = try await bot.address()
                let old = graph.textWebhook("old", id: "1", from: Self.person, at: Date(timeIntervalSinceNow: -3_700))
                for webhook in [old, old, graph.textWebhook("new", id: "2", from: Self.person)] {
                    #expect(try await whatsApp.post(webhook, to: address) == 200)
                }
                await graph.waitForMessages(isAnswered ? 2 : 1)
                let skipped = try await whatsApp.operate("inbox", "list", "--state", "skipped", "--json")
                let rows = try #require(
                    try JSONSerialization.jsonObject(with: Data(skipped.output.utf8)) as? [[String: Any]])
                #expect(rows.map { $0["rule"] as? String } == (isAnswered ? [] : ["stale"]))
                #expect(await bot.terminate() == .exited(0))
                #expect(graph.messages.map(\.content) == (isAnswered ? ["old", "new"] : ["new"]))
            }
        }
    }

    @Test func `words to the bot itself are answered without the model, and opting out outlives a restart`()
        async throws
    {
        try await WhatsAppBot.prepared { whatsApp in
            let graph = whatsApp.graph
            var sent = 0
            var bot = try whatsApp.start()
            func say(_ text: String, isAnswered: Bool = true) async throws {
                sent += 1
                let webhook = graph.textWebhook(text, id: "\(sent)", from: Self.person)
                let count = graph.messageCount
                #expect(try await whatsApp.post(webhook, to: try await bot.address()) == 200)
                if isAnswered { await graph.waitForMessages(count + 1) }
            }
            try await say("one")
            try await say("/reset")
            try await say("two")
            try await say(" /STOP ")
            #expect(await bot.terminate() == .exited(0))
            bot = try whatsApp.start()
            try await say("three", isAnswered: false)
            try await say("/start")
            try await say("four")
            #expect(await bot.terminate() == .exited(0))
            #expect(
                graph.messages.map(\.content) == [
                    "one", "Done. We start from the beginning.", "two",
                    "You will get no more answers here. Write /start to change that.",
                    "Welcome back. How can I help you?", "four",
                ])
            let asked = whatsApp.model.requests.map { request in
                request.messages.filter { $0.role != "system" }.map(\.content)
            }
            #expect(asked == [["one"], ["two"], ["two", "two", "four"]])
            let rules = try await whatsApp.column("rule", of: "inbox")
            #expect(rules == [nil, nil, nil, nil, "opted_out", nil, nil])
        }
    }

    @Test func `messages that come while a turn runs are one turn with one reply, where they are merged`() async throws
    {
        try await WhatsAppBot.prepared(["overlap: merge", "merge_window: 0s"]) { whatsApp in
            let (graph, model) = (whatsApp.graph, whatsApp.model)
            let (gate, second) = (FakeOpenAI.Gate(), FakeOpenAI.Gate())
            model.setDefault(
                .choose { request in
                    let said = request.lastUserMessage
                    return .reply("re: ", then: said == "one" ? gate : second, said)
                })
            let bot = try whatsApp.start()
            let address = try await bot.address()
            func post(_ text: String) async throws {
                let webhook = graph.textWebhook(text, id: text, from: Self.person)
                #expect(try await whatsApp.post(webhook, to: address) == 200)
            }
            try await post("one")
            await model.waitForRequests(1)
            for text in ["two", "three", "two"] { try await post(text) }
            await graph.waitForMarks(1)
            gate.open()
            await graph.waitForMarks(2)
            second.open()
            await graph.waitForMessages(2)
            #expect(await bot.terminate() == .exited(0))
            #expect(graph.messages.count == 2)
            #expect(graph.marks.map(\.messageID) == ["one", "three"], "each turn's newest, and so all before it")
            #expect(graph.messages[0].content == "re: one")
            for word in ["two", "three"] { #expect(graph.messages[1].content.contains(word)) }
            #expect(model.requestCount == 2)
            let states = try await whatsApp.column("state", of: "inbox")
            #expect(states == ["answered", "answered", "merged"])
            let said = try await whatsApp.column("CASE role WHEN 'user' THEN content END", of: "messages")
            #expect(said.compactMap(\.self) == ["one", "two", "three"], "the rows stay separate")
        }
    }
}

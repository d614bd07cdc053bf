import BotHarness
import FakeGraph
import FakeOpenAI
import Testing

/// What the platform says of replies that it had taken, to the real program.
@Suite("What is reported of a reply", .timeLimit(.minutes(2)))
struct ReplyFateTests {
    private static let person = "16505550001"

    /// Speaks to a bot; then, when it has ended and everything is settled, looks at what it left.
    private static func conversing(
        _ settings: [String] = [], _ body: (WhatsAppBot, String) async throws -> Void,
        afterwards: (WhatsAppBot) async throws -> Void
    ) async throws {
        try await WhatsAppBot.prepared(settings) { whatsApp in
            let bot = try whatsApp.start()
            let address = try await bot.address()
            do {
                try await body(whatsApp, address)
            } catch {
                await bot.kill()
                throw error
            }
            #expect(await bot.terminate() == .exited(0))
            try await afterwards(whatsApp)
        }
    }

    @Test func `only goes forward`() async throws {
        try await Self.conversing { whatsApp, address in
            let graph = whatsApp.graph
            _ = try await whatsApp.post(graph.textWebhook("hi", id: "1", from: Self.person), to: address)
            await graph.waitForMessages(1)
            for status in [FakeGraph.Status.delivered, .sent, .read, .delivered] {
                let webhook = graph.statusWebhook(status, of: graph.messages)
                #expect(try await whatsApp.post(webhook, to: address) == 200)
            }
        } afterwards: { whatsApp in
            let states = try await whatsApp.column("state", of: "outbox")
            #expect(states == ["read"])
            #expect(whatsApp.model.requestCount == 1)
        }
    }

    @Test func `as failed because the window is closed has the template sent, once`() async throws {
        try await Self.conversing(["window_template: come_back"]) { whatsApp, address in
            let graph = whatsApp.graph
            _ = try await whatsApp.post(graph.textWebhook("hi", id: "1", from: Self.person), to: address)
            await graph.waitForMessages(1)
            let failed = graph.statusWebhook(.failed, of: graph.messages, code: 131047)
            for _ in 0..<2 { #expect(try await whatsApp.post(failed, to: address) == 200) }
            await graph.waitForMessages(2)
            #expect(graph.messages.map(\.type) == ["text", "template"])
            let again = graph.statusWebhook(.failed, of: [graph.messages[1]], code: 131047)
            #expect(try await whatsApp.post(again, to: address) == 200)
        } afterwards: { whatsApp in
            let states = try await whatsApp.column("state", of: "outbox")
            #expect(states == ["dead"])
            #expect(whatsApp.graph.messageCount == 2)
        }
    }

    @Test func `as failed without a template is a dead letter with the reason, and what follows is sent`() async throws
    {
        try await Self.conversing { whatsApp, address in
            let graph = whatsApp.graph
            _ = try await whatsApp.post(graph.textWebhook("hi", id: "1", from: Self.person), to: address)
            await graph.waitForMessages(1)
            let failed = graph.statusWebhook(.failed, of: graph.messages, code: 131047)
            #expect(try await whatsApp.post(failed, to: address) == 200)
            _ = try await whatsApp.post(graph.textWebhook("ho", id: "2", from: Self.person), to: address)
            await graph.waitForMessages(2)
            #expect(graph.messages.map(\.content) == ["hi", "ho"])
        } afterwards: { whatsApp in
            let listed = try await whatsApp.operate("outbox", "list", "--state", "dead", "--json")
            #expect(listed.output.contains("window_closed"), "\(listed.output)")
        }
    }

    @Test func `settles a send of which nobody knew what became, before it is sent again`() async throws {
        try await Self.conversing(["reconcile_after: 1m"]) { whatsApp, address in
            let graph = whatsApp.graph
            graph.script([.acceptThenReset])
            _ = try await whatsApp.post(graph.textWebhook("hi", id: "1", from: Self.person), to: address)
            await graph.waitForMessages(1)
            _ = try await whatsApp.post(graph.textWebhook("ho", id: "2", from: Self.person), to: address)
            let webhook = graph.statusWebhook(.delivered, of: graph.messages)
            #expect(try await whatsApp.post(webhook, to: address) == 200)
            // Its follower need not wait out the minute.
            await graph.waitForMessages(2)
            #expect(graph.messages.map(\.content) == ["hi", "ho"])
        } afterwards: { whatsApp in
            let states = try await whatsApp.column("state", of: "outbox")
            #expect(states.first == "delivered")
        }
    }
}

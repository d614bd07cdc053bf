import BotHarness
import FakeGraph
import Testing

/// A message that brings the real program down each time it is asked about.
struct PoisonTests {
    @Test(.timeLimit(.minutes(2)))
    func
        `a message that kills the bot three times alone is apologised for once, and whoever came after it is answered`()
        async throws
    {
        try await WhatsAppBot.prepared { whatsApp in
            let graph = whatsApp.graph
            let poison = graph.textWebhook("boom", id: "wamid.boom", from: "16505550001")
            let first = try whatsApp.start(killedAt: "model_asked")
            // It may be killed before it has told so.
            _ = try? await whatsApp.post(poison, to: try await first.address())
            #expect(await first.status() == .killed(9))
            for _ in 1...3 {
                let alone = try whatsApp.start(killedAt: "model_asked")
                #expect(await alone.status() == .killed(9))
            }

            let bot = try whatsApp.start()
            await graph.waitForMessages(1)
            let address = try await bot.address()
            #expect(try await whatsApp.post(poison, to: address) == 200)
            let next = graph.textWebhook("hello", id: "wamid.hello", from: "16505550001")
            #expect(try await whatsApp.post(next, to: address) == 200)
            await graph.waitForMessages(2)
            let listed = try await whatsApp.operate("inbox", "list", "--json")
            #expect(listed.output.contains("poison"), "\(listed.output)")
            #expect(await bot.terminate() == .exited(0))

            let again = try whatsApp.start()
            _ = try await again.address()
            #expect(await again.terminate() == .exited(0))
            let apology = "Sorry, I could not answer your message. Please try again later."
            #expect(graph.messages.map(\.content) == [apology, "hello"])
            #expect(graph.messages.map(\.recipient) == ["+16505550001", "+16505550001"])
        }
    }
}

import BotHarness
import FakeGraph
import FakeOpenAI
import Foundation
import Testing

/// Who writes too often, or opens too much, to the real program.
@Suite("Limits", .timeLimit(.minutes(2)))
struct LimitTests {
    @Test func `a person on WhatsApp who writes too often is told so once, and what they wrote is kept as limited`()
        async throws
    {
        try await WhatsAppBot.prepared(["rate_limit: { user: 1/1h, notice: Not so fast. }"]) { whatsApp in
            let bot = try whatsApp.start()
            let address = try await bot.address()
            for number in 1...4 {
                let webhook = whatsApp.graph.textWebhook("m\(number)", id: "\(number)", from: "16505550001")
                #expect(try await whatsApp.post(webhook, to: address) == 200)
            }
            let other = whatsApp.graph.textWebhook("hi", id: "5", from: "16505550002")
            #expect(try await whatsApp.post(other, to: address) == 200)
            await whatsApp.graph.waitForMessages(3)
            #expect(await bot.terminate() == .exited(0))
            let told = whatsApp.graph.messages(to: "+16505550001").map(\.content)
            #expect(told.sorted() == ["Not so fast.", "m1"])
            #expect(whatsApp.graph.messages(to: "+16505550002").map(\.content) == ["hi"])
            #expect(whatsApp.model.requestCount == 2)
            let rules = try await whatsApp.column("rule", of: "inbox")
            #expect(rules == [nil, "rate_limited", "rate_limited", "rate_limited", nil])
        }
    }

    @Test(arguments: [true, false])
    func `guests are limited by their address, which a proxy may name only where it is trusted`(isTrusted: Bool)
        async throws
    {
        let home = try BotProcess.Home()
        defer { home.remove() }
        var text = Bots.configuration(home: home).replacing(
            "jwt_key: \(Bots.jwtKey) }", with: "jwt_key: \(Bots.jwtKey), rate_limit: { address: 2/1h } }")
        if isTrusted {
            text = text.replacing("server: { port: 0,", with: "server: { port: 0, trusted_proxies: [127.0.0.1],")
        }
        let bot = try BotProcess(["run", "--config", try home.write(text)])
        let caller = Caller(try await bot.address())
        func open(as address: String) async throws -> Int {
            try await caller.send(
                "GET", "/chat/initial", headers: ["X-API-KEY": Bots.apiKey, "X-Forwarded-For": address]
            ).status
        }
        var statuses: [Int] = []
        for address in ["192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2"] {
            statuses.append(try await open(as: address))
        }
        #expect(statuses == [200, 200, 429, isTrusted ? 200 : 429])
        // Of one IPv6 network any number of addresses are one client's.
        statuses = []
        for address in ["2001:db8::1", "2001:db8::2", "2001:db8:0:0:f::3", "2001:db8:0:1::1"] {
            statuses.append(try await open(as: address))
        }
        #expect(statuses == (isTrusted ? [200, 200, 429, 200] : [429, 429, 429, 429]))
        #expect(await bot.terminate() == .exited(0))
    }
}

import BotStore
import ChannelKit
import FakeGraph
import HTTPTypes
import SQLiteStore
import Testing
import WhatsAppChannel

@testable import BotRuntime

/// Each row of Meta's error table once more, where Meta has taken the reply and says so afterwards, in a status.
struct WhatsAppReportedErrorTests {
    private static let (alice, bob) = (WhatsAppErrorTests.alice, WhatsAppErrorTests.bob)
    private let clock = TestClock()

    @Test(
        "a code in a status has the consequences of its row, and the order of a chat holds", .timeLimit(.minutes(5)),
        arguments: WhatsAppErrorTests.cases)
    func code(_ code: Int, _ consequence: WhatsAppErrorTests.Consequence) async throws {
        let graph = try await FakeGraph.start()
        let store = try await FaultyStore()
        let core = Core.test(store, clock: clock)
        let health = HealthBoard()
        health.set("web", .up)
        let channel = try WhatsAppErrorTests.channel(graph, [], core: core)
        do {
            try await core.sending(by: channel, health: health) {
                try await store.putReply("1", at: Self.alice, "alice 1", isTried: false)
                await core.settle()
                #expect(graph.messages.map(\.content) == ["alice 1"])
                // It comes twice, as webhooks do.
                let status = graph.statusWebhook(.failed, of: graph.messages, code: code)
                for _ in 0..<2 { try await deliver(status, to: channel, core) }
                try await store.putReply("2", at: Self.alice, "alice 2", isTried: false)
                try await store.putReply("1", at: Self.bob, "bob 1", isTried: false)
                await core.settle()
                try await check(consequence, graph, core, store, health)
            }
        } catch {
            try await graph.stop()
            throw error
        }
        try await graph.stop()
    }

    private func check(
        _ consequence: WhatsAppErrorTests.Consequence, _ graph: FakeGraph, _ core: Core, _ store: FaultyStore,
        _ health: HealthBoard
    ) async throws {
        func alice() -> [String] { graph.messages(to: Self.alice.rawValue).map(\.content) }
        func bob() -> [String] { graph.messages(to: Self.bob.rawValue).map(\.content) }
        let (wait, othersGoOn, isFailure) =
            switch consequence {
            case .numberWaits(let wait, let isFailure): (wait, false, isFailure)
            case .chatWaits(let wait): (wait, true, false)
            // A status leaves nothing uncertain: it was not delivered.
            case .isUncertain: (1.0, true, false)
            case .isDead: (0.0, true, false)
            }
        #expect(health.all.map(\.state) == [isFailure ? .failed : .up])
        #expect(bob() == (othersGoOn ? ["bob 1"] : []))
        if case .isDead = consequence {
            #expect(alice() == ["alice 1", "alice 2"])
            clock.advance(7_200)
            await core.settle()
            #expect(graph.requestCount == 3, "it is not tried again")
            let dead = try await store.base.outbox(state: "dead", limit: 10, after: nil)
            #expect(dead.map(\.inReplyTo) == ["1"])
            #expect(dead.first?.lastError != nil)
            return
        }
        #expect(alice() == ["alice 1"])
        clock.advance(wait * 0.95)
        await core.settle()
        #expect(alice() == ["alice 1"], "not before its time")
        clock.advance(wait * 0.5)
        for _ in 0..<5 {
            await core.settle()
            clock.advance(1)
        }
        #expect(alice() == ["alice 1", "alice 1", "alice 2"])
        #expect(bob() == ["bob 1"])
        #expect(graph.requestCount == 4, "sent once more")
        #expect(health.all.map(\.state) == [.up])
        let sent = try await store.base.outbox(state: "sent", limit: 10, after: nil)
        #expect(sent.map(\.uncertain) == [0, 0, 0])
    }

    private func deliver(_ webhook: FakeGraph.Webhook, to channel: WhatsAppChannel, _ core: Core) async throws {
        var request = HTTPRequest(method: .post, scheme: "http", authority: "bot", path: "/chat/whatsapp")
        if let signature = HTTPField.Name("X-Hub-Signature-256") {
            request.headerFields[signature] = webhook.signature
        }
        let delivery = HTTPDelivery(request: request, body: Array(webhook.body), requestID: "r")
        _ = try await Reception.lines(core).receive(delivery, by: channel)
    }
}

import BotStore
import ChannelKit
import FakeGraph
import SQLiteStore
import Testing
import WhatsAppChannel

@testable import BotRuntime

/// Each row of Meta's error table from end to end, in a time that only the test moves: the fake Graph says it, and the
/// sender does what the row says, with the order of each chat kept.
struct WhatsAppErrorTests {
    enum Consequence: Sendable {
        /// Nobody is sent anything for so many seconds. `isFailure`: health says so.
        case numberWaits(Double, isFailure: Bool)
        /// This person is sent nothing for so many seconds.
        case chatWaits(Double)
        /// The same, and the send counts as one of unknown outcome.
        case isUncertain(Double)
        case isDead
    }

    /// The facts, once more.
    static let rows: [([Int], Consequence)] = [
        ([4, 80007, 130429], .numberWaits(1, isFailure: false)),
        ([131056], .chatWaits(1)),
        ([1, 2, 131000, 131016, 133004, 131057], .isUncertain(30)),
        ([0, 190, 3, 10, 200, 250, 299, 131005], .numberWaits(60, isFailure: true)),
        ([131031, 368, 130497, 131042, 131045, 133010, 131037], .numberWaits(60, isFailure: true)),
        ([100, 131008, 131009, 131021, 131051, 135000, 33, 131047, 131026, 131030, 131048, 131049], .isDead),
        ([131050, 130403, 130472, 131052, 131053, 131062, 131063, 131064, 131060, 131999], .isDead),
        ([132000, 132001, 132005, 132007, 132012, 132015, 132016, 132068, 132069], .isDead),
    ]

    static let cases = rows.flatMap { codes, consequence in codes.map { ($0, consequence) } }

    static let (alice, bob): (ChatAddress, ChatAddress) = ("+16505551234", "+16505559999")
    private let clock = TestClock()

    @Test(
        "a code has the consequences of its row, and the order of a chat holds", .timeLimit(.minutes(5)),
        arguments: cases)
    func code(_ code: Int, _ consequence: Consequence) async throws {
        try await sending(after: [.error(code: code)]) { graph, core, store, health in
            let (wait, othersGoOn, isFailure, isUncertain) =
                switch consequence {
                case .numberWaits(let wait, let isFailure): (wait, false, isFailure, false)
                case .chatWaits(let wait): (wait, true, false, false)
                case .isUncertain(let wait): (wait, true, false, true)
                case .isDead: (0.0, true, false, false)
                }
            #expect(health.all.map(\.state) == [isFailure ? .failed : .up])
            #expect(graph.messages(to: Self.bob.rawValue).count == (othersGoOn ? 1 : 0))
            if case .isDead = consequence {
                #expect(graph.messages(to: Self.alice.rawValue).map(\.content) == ["alice 2"])
                clock.advance(7_200)
                await core.settle()
                #expect(graph.requestCount == 3, "it is not tried again")
                let row = try await store.outbox(state: "dead", limit: 10, after: nil)
                #expect(row.map(\.inReplyTo) == ["1"])
                #expect(row.first?.lastError != nil)
                return
            }
            #expect(graph.messages(to: Self.alice.rawValue).isEmpty)
            clock.advance(wait * 0.95)
            await core.settle()
            #expect(graph.messages(to: Self.alice.rawValue).isEmpty, "not before its time")
            clock.advance(wait * 0.5)
            // Where the whole number had waited, one goes ahead, and the others follow it.
            for _ in 0..<5 {
                await core.settle()
                clock.advance(1)
            }
            #expect(graph.messages(to: Self.alice.rawValue).map(\.content) == ["alice 1", "alice 2"])
            #expect(graph.messages(to: Self.bob.rawValue).map(\.content) == ["bob 1"])
            #expect(graph.requestCount == 4, "tried once more")
            #expect(health.all.map(\.state) == [.up])
            let sent = try await store.outbox(state: "sent", limit: 10, after: nil)
            #expect(sent.map(\.uncertain) == [isUncertain ? 1 : 0, 0, 0])
        }
    }

    @Test(
        "a closed window has the template sent at once, where there is one, and what follows after it",
        .timeLimit(.minutes(5)))
    func window() async throws {
        try await sending(after: [.error(code: 131047)], settings: [("window_template", "answer")]) {
            graph, core, _, _ in
            #expect(graph.messages(to: Self.alice.rawValue).map(\.type) == ["template", "text"])
            #expect(graph.messages(to: Self.bob.rawValue).map(\.type) == ["text"])
            #expect(graph.requestCount == 4)
            let pending = try await core.store.pendingReplies(channels: ["web"])
            #expect(pending == 0)
        }
    }

    /// Alice is owed two replies, and the first meets the script. Then Bob is owed one.
    private func sending(
        after script: [FakeGraph.Behaviour], settings: [(String, String)] = [],
        _ body: (FakeGraph, Core, SQLiteStore, HealthBoard) async throws -> Void
    ) async throws {
        let graph = try await FakeGraph.start()
        graph.script(script)
        let store = try await FaultyStore()
        for number in 1...2 {
            try await store.putReply("\(number)", at: Self.alice, "alice \(number)", isTried: false)
        }
        let core = Core.test(store, clock: clock)
        let health = HealthBoard()
        health.set("web", .up)
        do {
            try await core.sending(by: try Self.channel(graph, settings, core: core), health: health) {
                await core.settle()
                try await store.putReply("1", at: Self.bob, "bob 1", isTried: false)
                await core.settle()
                try await body(graph, core, store.base, health)
            }
        } catch {
            try await graph.stop()
            throw error
        }
        try await graph.stop()
    }

    static func channel(
        _ graph: FakeGraph, _ settings: [(String, String)], core: Core
    ) throws -> WhatsAppChannel {
        let mark = SettingsMark(line: 1, column: 1)
        let values =
            [
                ("app_secret", graph.account.appSecret), ("verify_token", "v"), ("access_token", graph.token),
                ("phone_number_id", graph.account.numbers.min() ?? ""), ("graph_url", graph.url),
            ] + settings
        let entries = values.map { key, value in
            SettingsNode.Entry(key: key, keyMark: mark, value: SettingsNode(.scalar(value), at: mark))
        }
        var reader = SettingsReader(SettingsNode(.map(entries), at: mark), name: "web")
        let read = WhatsAppChannel.Settings(from: &reader)
        let cursor = StoredCursor(store: core.store, instance: "web")
        return try WhatsAppChannel(
            settings: read,
            context: ChannelContext(instance: "web", installation: "test", logger: core.logger, cursor: cursor))
    }
}

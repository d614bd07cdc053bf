import BotStore
import ChannelKit
import Foundation
import PostgresClient
import Testing

@testable import PostgresStore
@testable import StorePromises

/// A process that was paused for longer than its lease, and wakes.
@Suite("A process whose work others have taken over, on PostgreSQL")
struct FencingTests {
    private let bench: PostgresBench

    init() async throws { bench = try await PostgresBench() }

    private func open() async throws -> PostgresStore {
        try #require(try await bench.open() as? PostgresStore)
    }

    /// A sum of everything in the database.
    private func content(_ store: PostgresStore) async throws -> [String] {
        let names = try await rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1", store)
        var sums: [String] = []
        for name in names {
            sums += try await rows(
                "SELECT '\(name) ' || count(*) || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') FROM \(name) AS t",
                store)
        }
        return sums
    }

    private func rows(_ sql: String, _ store: PostgresStore) async throws -> [String] {
        let rows = try await store.pool.run([PostgresQuery(PostgresStatement(name: "fencing \(sql)", sql: sql), [])])
        return try rows[0].map { try $0.text(0) ?? "" }
    }

    @Test func `can write nothing, whatever it calls`() async throws {
        let (paused, other) = (try await open(), try await open())
        let desk = Desk(store: paused)
        let turn = try await desk.say("hi", id: "1", caller: .absent).begun()
        let queued = try await desk.say("more", id: "2").queued()
        let reply = try await desk.reply(to: "ho", id: "3", at: "bob")
        #expect(try await paused.holdLoop(of: "helper"))
        try await bench.execute(
            "UPDATE replicas SET lease_until = now() - interval '1 s' WHERE id = \(paused.replica)", on: other)
        try await other.beat()
        let before = try await content(other)
        let now = desk.now
        let calls: [(String, () async throws -> Void)] = [
            ("accept", { _ = try await desk.say("late", id: "4", at: "carol") }),
            ("accept a known one", { _ = try await desk.say("more", id: "2") }),
            (
                "postpone",
                {
                    try await paused.postpone(
                        turn.id, until: now, error: .trouble, used: .init(promptTokens: 1, completionTokens: 1),
                        now: now)
                }
            ),
            ("complete", { try await desk.answer(turn) }),
            ("abandon", { _ = try await paused.abandon(turn, error: .trouble, apology: "Sorry.", now: now) }),
            ("joinOthers", { try await paused.joinOthers(turn.id) }),
            ("beginTurns", { _ = try await desk.begin() }),
            ("beginSuspect", { _ = try await desk.suspect() }),
            ("cancelQueued", { _ = try await paused.cancelQueued(queued, now: now) }),
            ("watch", { try await paused.watch(queued) }),
            ("takeReplies", { _ = try await desk.take() }),
            ("recordSend", { try await desk.record(reply, .sent(platformIDs: ["p"])) }),
            (
                "takeOverReplies",
                {
                    try await paused.perform(
                        StoreFunction.takeOverReplies,
                        [.int(paused.replica), .json("{}"), .int(0), .int(5), .time(now)])
                }
            ),
            (
                "takeOverDead",
                { try await paused.perform(StoreFunction.takeOverDead, [.int(paused.replica), .time(now)]) }
            ),
            (
                "forgotten",
                {
                    try await paused.perform(
                        StoreFunction.forgotten, [.int(paused.replica), .ints([]), .ints([]), .int(0), .time(now)])
                }
            ),
            ("holdLoop", { _ = try await paused.holdLoop(of: "helper") }),
            ("setCursor", { try await paused.setCursor(of: "helper", to: "7") }),
            ("prune", { _ = try await paused.prune(before: .distantFuture, limit: 100) }),
            ("expireMessages", { _ = try await paused.expireMessages(before: .distantFuture, after: nil, limit: 100) }),
            ("leave", { try await paused.perform(StoreFunction.leave, [.int(paused.replica)]) }),
        ]
        for (name, call) in calls {
            let error = await #expect(throws: StoreError.self, "\(name)") { try await call() }
            #expect(error?.code == .fenced, "\(name)")
        }
        // Of these there is no row any more that they could write.
        try await paused.setBudget(DailyBudget(tokens: 1, notice: "Tomorrow."))
        try await paused.serve(channels: ["web"])
        #expect(try await content(other) == before)
        // As another replica it takes part again.
        try await paused.beat()
        _ = try await desk.say("late", id: "4", at: "carol").begun()
    }
}

import BotStore
import ChannelKit
import Foundation
import Synchronization
import Testing

@testable import PostgresStore
@testable import StorePromises

/// What a lease is worth, and what becomes of one that is past.
@Suite("Leases on PostgreSQL")
struct LeaseTests {
    private let bench: PostgresBench

    init() async throws { bench = try await PostgresBench() }

    private func open() async throws -> PostgresStore {
        try #require(try await bench.open() as? PostgresStore)
    }

    /// As after silence for longer than the lease.
    private func end(_ stores: PostgresStore...) async throws {
        for store in stores {
            try await bench.execute(
                "UPDATE replicas SET lease_until = now() - interval '1 s' WHERE id = \(store.replica)", on: store)
        }
    }

    @Test func `a lease that is past and that nobody acted upon costs nothing`() async throws {
        let store = try await open()
        let desk = Desk(store: store)
        let turn = try await desk.say("hi", id: "1", caller: .absent).begun()
        try await end(store)
        let reply = try #require(try await desk.answer(turn).replies.first)
        try await desk.record(reply, .sent(platformIDs: ["p"]))
        try await store.beat()
        #expect(try await desk.state(of: reply) == "sent")
        #expect(try await store.pendingTurns() == 0)
    }

    @Test func `whoever was cut off itself gives the others time to come back`() async throws {
        let (one, two) = (try await open(), try await open())
        let turn = try await Desk(store: two).say("hi", id: "1").begun()
        // As after an outage of the database that was longer than the lease.
        try await end(one, two)
        try await one.beat()
        try await Desk(store: two).answer(turn)
        // Had the other one not come back:
        let next = try await Desk(store: two).say("ho", id: "2").begun()
        try await bench.execute("UPDATE replicas SET regained_at = now() - interval '1 h'", on: one)
        try await end(two)
        try await one.beat()
        await #expect(throws: StoreError.self) { try await Desk(store: two).answer(next) }
        #expect(try await Desk(store: one).recover().map(\.id) == [next.id])
    }

    @Test func `one that was taken for dead before it began is another replica then, and begins`() async throws {
        let (one, two) = (try await open(), try await open())
        let old = two.replica
        try await end(two)
        try await one.beat()
        try await Desk(store: two).takeOverReplies()
        #expect(two.replica != old)
        _ = try await Desk(store: two).say("hi", id: "1").begun()
    }

    @Test func `what is over counts no more where it was counted, whichever process ended it`() async throws {
        let (one, two) = (try await open(), try await open())
        let turn = try await Desk(store: one).say("hi", id: "1", caller: .listens, context: "line 1").begun()
        _ = try await Desk(store: two).say("hi", id: "1", caller: .listens, context: "line 1").joined()
        #expect(try await two.owed() == 1)
        #expect(try await Desk(store: one).answer(turn).ended == 1)
        let desk = Desk(store: two)
        let begun = try await two.beginTurns(limit: 10, policy: desk.policy, apologies: [:], now: desk.now)
        #expect(begun.byOperators == -1)
        #expect(try await two.pendingTurns() == 0)
    }

    @Test func `to a process that listens is owed what others work on, until it has told it`() async throws {
        let (one, two) = (try await open(), try await open())
        let first = try await Desk(store: one).say("hi", id: "1", caller: .listens).begun()
        _ = try await Desk(store: two).say("ho", id: "2", caller: .listens).queued()
        #expect(try await two.owed() == 1)
        let done = try await Desk(store: one).answer(first)
        let own = try #require(done.replies.first)
        try await Desk(store: one).answer(try #require(done.next))
        try await Desk(store: one).record(own, .sent(platformIDs: []))
        #expect(try await one.owed() == 0)
        #expect(try await two.owed() == 1)
        let reply = try #require(try await Desk(store: two).take().first)
        try await Desk(store: two).record(reply, .sent(platformIDs: []))
        #expect(try await two.owed() == 0)
    }

    @Test func `a record that is made again does not speak of the attempt that came after it`() async throws {
        let store = try await open()
        let desk = Desk(store: store)
        let item = try await desk.reply(to: "hi", id: "1")
        // The answer to this is lost; meanwhile the other way is being tried.
        #expect(try await desk.record(item, .fallback(.trouble))?.reply.usesFallback == true)
        store.tenure.withLock { _ = $0.took(item) }
        await #expect(throws: StoreError.self) { try await desk.record(item, .fallback(.trouble)) }
        #expect(try await desk.state(of: item) == "sending")
    }

    @Test func `an end that is sent again, since its answer was lost, is the same end`() async throws {
        let store = try await open()
        let desk = Desk(store: store)
        let turn = try await desk.say("hi", id: "1", caller: .absent).begun()
        let done = try await desk.answer(turn, "hello")
        store.tenure.withLock { _ = $0.unconfirmed.insert(turn.id) }
        let again = try await desk.answer(turn, "hello")
        #expect(again.outcome == done.outcome)
        #expect(again.replies.isEmpty, "its reply is in hand already")
        #expect(try await desk.rows("messages") == 2)
        #expect(try await desk.rows("outbox") == 1)
        await #expect(throws: StoreError.self, "confirmed, it is over") { try await desk.answer(turn, "hello") }
    }

    @Test func `every answer that was lost has a time of its own, however many follow`() {
        var tenure = Tenure(replica: 1)
        let now = ContinuousClock.now
        tenure.lostAnswer(at: now - .seconds(30))
        tenure.lostAnswer(at: now - .seconds(10))
        tenure.lostAnswer(at: now)
        let found = [20, 20, 5].map { tenure.takeLostAnswers(olderThan: .seconds($0)) }
        #expect(found == [true, false, true])
    }
}

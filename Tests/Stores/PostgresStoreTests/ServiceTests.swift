import BotStore
import ChannelKit
import Foundation
import PostgresClient
import Synchronization
import Testing

@testable import PostgresStore
@testable import StorePromises

/// Which channels a process serves may change while it lives.
@Suite("The channels that a process serves, on PostgreSQL")
struct ServiceTests {
    private let bench: PostgresBench

    init() async throws { bench = try await PostgresBench() }

    private func open() async throws -> PostgresStore {
        try #require(try await bench.open() as? PostgresStore)
    }

    @Test func `a channel that one serves no more is left to who serves it, and one that it serves by now is its own`()
        async throws
    {
        let (one, two) = (try await open(), try await open())
        try await one.serve(channels: ["web", "new"])
        _ = try await Desk(store: two).on("other").say("hi", id: "1", mayBegin: false).queued()
        _ = try await Desk(store: two).on("new").say("ho", id: "2", mayBegin: false).queued()
        #expect(try await Desk(store: one).begin().map(\.channel) == ["new"])
        #expect(try await Desk(store: two).begin().map(\.channel) == ["other"])
        _ = try await Desk(store: two).on("new").say("ho", id: "3", at: "bob", mayBegin: false).queued()
        #expect(try await Desk(store: two).begin().isEmpty)
        #expect(try await Desk(store: one).begin().map(\.messageID) == ["3"])
    }

    @Test func `one that was taken for dead serves as another replica what it served last`() async throws {
        let (one, two) = (try await open(), try await open())
        try await one.serve(channels: ["web", "new"])
        try await bench.execute("DELETE FROM replicas WHERE id = \(one.replica)", on: two)
        try await one.beat()
        _ = try await Desk(store: two).on("other").say("hi", id: "1", mayBegin: false).queued()
        _ = try await Desk(store: two).on("new").say("ho", id: "2", mayBegin: false).queued()
        #expect(try await Desk(store: one).begin().map(\.channel) == ["new"])
    }

    @Test func `what could not be told at once is told with the next beat`() async throws {
        let (one, two) = (try await open(), try await open())
        one.service.withLock { $0 = ["web"] }
        try await one.beat()
        _ = try await Desk(store: two).on("other").say("hi", id: "1", mayBegin: false).queued()
        #expect(try await Desk(store: one).begin().isEmpty)
    }

    @Test func `what a late call has written over it is put right with the next beat`() async throws {
        let (one, two) = (try await open(), try await open())
        try await one.serve(channels: ["web", "new"])
        try await bench.execute("UPDATE replicas SET channels = '{web}' WHERE id = \(one.replica)", on: two)
        try await one.beat()
        #expect(try await served(by: one, two) == ["web,new"])
    }

    @Test func `who is writing while it changes writes the change as well`() async throws {
        let (one, two, other) = (try await open(), try await open(), try await open())
        one.service.withLock { $0 = ["web"] }
        async let holding: Void = bench.execute(
            """
            DO $$ BEGIN
                PERFORM 1 FROM replicas WHERE id = \(one.replica) FOR UPDATE;
                PERFORM pg_advisory_xact_lock(1);
                WHILE NOT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 2
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
                LOOP
                    PERFORM pg_sleep(0.005);
                END LOOP;
            END $$
            """, on: other)
        let isHeld = """
            SELECT 'held' FROM pg_locks WHERE locktype = 'advisory' AND objid = 1
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
        try await wait(for: isHeld, two)
        async let writing: Void = one.writeService()
        let waits =
            "SELECT 'waits' FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        try await wait(for: waits, two)
        one.service.withLock { $0 = ["web", "new"] }
        try await bench.execute("SELECT pg_advisory_lock(2)", on: two)
        _ = try await (holding, writing)
        #expect(try await served(by: one, two) == ["web,new"])
    }

    private func served(by one: PostgresStore, _ store: PostgresStore) async throws -> [String] {
        try await texts("SELECT array_to_string(channels, ',') FROM replicas WHERE id = \(one.replica)", store)
    }

    /// Until the database answers with a row.
    private func wait(for sql: String, _ store: PostgresStore) async throws {
        while try await texts(sql, store).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    }

    private func texts(_ sql: String, _ store: PostgresStore) async throws -> [String] {
        let statement = PostgresStatement(name: "service \(sql.hashValue)", sql: sql)
        let rows = try await store.pool.run([PostgresQuery(statement, [])])
        return try rows[0].map { try $0.text(0) ?? "" }
    }
}

import BotStore
import ChannelKit
import PostgresClient
import Testing
import ThrowawayPostgres

@testable import PostgresStore
@testable import StorePromises

/// A chat that several people write in, while the one whose it is is deleted.
@Suite("A chat whose user is deleted, on PostgreSQL", .timeLimit(.minutes(2)))
struct SharedChatTests {
    @Test func `whoever writes before the deletion has ended writes in a conversation that is there`() async throws {
        let database = try await SchemaBench()
        let store = try await database.open()
        let desk = Desk(store: store)
        let alice = try await desk.say("hi", id: "1", from: .identity(Identity(id: "alice")), at: "room").begun()
        try await desk.answer(alice)
        // Holds up the deletion at its very end, until somebody waits for it in turn.
        let rival = PostgresPool(configuration: .init(connection: database.superuserURL), logger: SchemaBench.quiet)
        async let held: Void = rival.script(
            """
            BEGIN;
            SELECT 1 FROM users FOR UPDATE;
            DO $$ BEGIN
                WHILE NOT EXISTS (SELECT 1 FROM inbox WHERE message_id = '2') AND (
                    SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock') < 2
                LOOP
                    PERFORM pg_sleep(0.005), pg_stat_clear_snapshot();
                END LOOP;
            END $$;
            COMMIT;
            """)
        let holds = """
            SELECT 'holds' FROM pg_locks WHERE relation = 'users'::regclass AND mode = 'RowShareLock' AND granted
            """
        while try await database.texts(holds).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        async let deleted = store.accounts.delete(alice.user, now: desk.now)
        let waits = """
            SELECT 'waits' FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
            """
        while try await database.texts(waits).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        let bob = try await desk.say("bob's", id: "2", from: .identity(Identity(id: "bob")), at: "room").begun()
        try await held
        #expect(try await deleted)
        #expect(try await desk.said(bob.conversation) == ["bob's"])
        await store.close()
        await rival.close()
    }
}

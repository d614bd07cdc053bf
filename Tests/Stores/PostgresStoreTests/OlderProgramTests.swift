import BotStore
import ChannelKit
import Foundation
import PostgresClient
import Testing

@testable import PostgresStore
@testable import StorePromises

/// While a fleet is upgraded, programs of the version before work on the schema of this one.
@Suite("A program of the version before, on this schema", .timeLimit(.minutes(3)))
struct OlderProgramTests {
    @Test func `goes on while the schema is upgraded, and beside this program after it`() async throws {
        let database = try await SchemaBench()
        try await database.migrate(to: OlderProgram.schema)
        let older = try await OlderProgram(database)
        let (callers, turns) = (3, 40)
        let count = try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    for number in 0..<turns { try await older.turn("\(caller)-\(number)", at: "chat \(caller)") }
                }
            }
            while try await older.answered() < 10 { try await Task.sleep(for: .milliseconds(5)) }
            let store = try await database.open()
            var desk = Desk(store: store)
            desk.now = Date()
            // In the chats of the older one, and in one of its own.
            for number in 0..<12 {
                let outcome = try await desk.say("new", id: "new \(number)", at: ChatAddress("chat \(number % 4)"))
                if case .begun(let turn) = outcome { try await answer(turn, at: desk) }
            }
            try await group.waitForAll()
            for turn in try await desk.begin() { try await answer(turn, at: desk) }
            let version = try await store.schemaVersion()
            #expect(version.current == version.needed)
            await store.close()
            return callers * turns + 12
        }
        let states = try await database.texts("SELECT state || ' ' || count(*) FROM inbox GROUP BY state")
        #expect(states == ["answered \(count)"])
        let overtaken = try await database.texts(
            """
            SELECT t.lane FROM (
                SELECT lane, user_message_id, lag(user_message_id) OVER (PARTITION BY lane ORDER BY lane_number) AS before
                FROM inbox) AS t WHERE t.user_message_id < t.before
            """)
        #expect(overtaken.isEmpty)
    }

    /// A backup reads a table for as long as it takes. Whatever asks for the table behind an upgrade would wait as long.
    @Test func `goes on while an upgrade waits for a backup to end`() async throws {
        let database = try await SchemaBench()
        // The last version after which an upgrade changes tables.
        try await database.migrate(to: 4)
        let older = try await OlderProgram(database)
        let backup = PostgresPool(configuration: .init(connection: database.superuserURL), logger: SchemaBench.quiet)
        async let backedUp: Void = backup.script(
            """
            BEGIN;
            LOCK TABLE identities, conversations, messages, usage_days IN ACCESS SHARE MODE;
            DO $$ BEGIN
                WHILE NOT EXISTS (SELECT 1 FROM inbox WHERE state = 'answered') LOOP PERFORM pg_sleep(0.005); END LOOP;
            END $$;
            COMMIT;
            """)
        let locks = """
            SELECT CASE WHEN granted THEN 'held' ELSE 'wanted' END FROM pg_locks
            WHERE relation IN ('identities'::regclass, 'conversations'::regclass, 'usage_days'::regclass)
            """
        while try await !database.texts(locks).contains("held") { try await Task.sleep(for: .milliseconds(5)) }
        async let opening = database.open()
        while try await !database.texts(locks).contains("wanted") { try await Task.sleep(for: .milliseconds(5)) }
        try await older.turn("1", at: "chat")
        try await backedUp
        let store = try await opening
        #expect(try await store.schemaVersion().current == Schema.needed)
        await store.close()
        await backup.close()
    }

    /// What waits behind a turn is begun by whoever ends it, whichever of the two accepted it.
    private func answer(_ first: Turn, at desk: Desk) async throws {
        var begun: Turn? = first
        while let turn = begun { begun = try await desk.answer(turn).next }
    }
}

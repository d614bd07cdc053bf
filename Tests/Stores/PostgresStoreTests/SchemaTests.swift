import BotStore
import ChannelKit
import Foundation
import PostgresClient
import Testing
import ThrowawayPostgres

@testable import PostgresStore
@testable import StorePromises

/// Versions of the schema: each expands the one before it, so that programs of both may work on one database.
@Suite("The schema on PostgreSQL", .timeLimit(.minutes(2)))
struct SchemaTests {
    private let database: SchemaBench

    init() async throws { database = try await SchemaBench() }

    /// Everything that a program may refer to.
    private static let catalogue = """
        SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL
        SELECT 'function ' || p.proname || '(' || pg_get_function_arguments(p.oid) || ') ' || pg_get_function_result(p.oid)
        FROM pg_proc AS p WHERE p.pronamespace = 'public'::regnamespace
        UNION ALL
        SELECT 'type ' || c.relname || '.' || a.attname || ' ' || a.attnum || ' ' || format_type(a.atttypid, a.atttypmod)
        FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
        WHERE c.relkind = 'c' AND c.relnamespace = 'public'::regnamespace
        UNION ALL
        SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
        """

    /// Columns that a program which does not know them would have to fill in.
    private static let mustBeFilledIn = """
        SELECT table_name || '.' || column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'
        """

    @Test func `a version takes nothing away from the one before it, and asks nothing new of who does not know it`()
        async throws
    {
        try await database.migrate(to: 1)
        for version in 2...Schema.needed {
            let (before, filledIn) = (
                try await database.texts(Self.catalogue), try await database.texts(Self.mustBeFilledIn)
            )
            let tables = Set(
                try await database.texts("SELECT tablename || '' FROM pg_tables WHERE schemaname = 'public'"))
            try await database.migrate(to: version)
            let lost = Set(before).subtracting(try await database.texts(Self.catalogue))
            #expect(lost.isEmpty, "version \(version)")
            let asked = Set(try await database.texts(Self.mustBeFilledIn)).subtracting(filledIn)
                .filter { tables.contains(String($0.prefix { $0 != "." })) }
            #expect(asked.isEmpty, "version \(version)")
        }
    }

    /// While programs of two versions work side by side, both must wait for each other.
    @Test func `what a user is locked by is the same number in every version`() async throws {
        let keys = "SELECT ck3_user_key(n)::text FROM unnest(ARRAY[1, -1, 9223372036854775807]) AS n"
        try await database.migrate(to: 3)
        let before = try await database.texts(keys)
        try await database.migrate(to: Schema.needed)
        #expect(try await database.texts(keys) == before)
        #expect(Set(before).count == 3)
    }

    /// A function that is not inlined is read and planned anew at each call, which costs a tenth of a turn.
    @Test func `what only computes is inlined into the statement that asks for it`() async throws {
        try await database.migrate(to: Schema.needed)
        let functions = try await database.rows(
            """
            SELECT p.proname || '', array_to_string(ARRAY(
                SELECT 'NULL::' || format_type(t, NULL) || ' AS a' || n
                FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS x(t, n)), ', '),
                array_to_string(ARRAY(SELECT 'x.a' || n FROM generate_series(1, p.pronargs) AS n), ', ')
            FROM pg_proc AS p JOIN pg_language AS l ON l.oid = p.prolang
            WHERE p.pronamespace = 'public'::regnamespace AND l.lanname = 'sql' AND p.provolatile = 'i' AND p.pronargs > 0
            """)
        #expect(!functions.isEmpty)
        for row in functions {
            let (name, columns, arguments) = (try row.text(0) ?? "", try row.text(1) ?? "", try row.text(2) ?? "")
            let plan = try await database.texts(
                "EXPLAIN (VERBOSE) SELECT \(name)(\(arguments)) FROM (SELECT \(columns) OFFSET 0) AS x")
            #expect(!plan.contains { $0.contains(name) }, "\(name)")
        }
    }

    @Test func `a program works on the version after its own, and on none that is newer still`() async throws {
        try await database.open().close()
        try await database.execute("INSERT INTO channelkit_schema VALUES (\(Schema.needed + 1), now())")
        let store = try await database.open()
        _ = try await Desk(store: store).say("hi", id: "1").begun()
        await store.close()
        try await database.execute("INSERT INTO channelkit_schema VALUES (\(Schema.needed + 2), now())")
        let error = await #expect(throws: StoreError.self) { _ = try await database.open() }
        #expect(error?.code == .schema)
    }

    @Test func `ten processes that find no schema make it once`() async throws {
        let stores = try await withThrowingTaskGroup(of: PostgresStore.self) { group in
            for _ in 0..<10 { group.addTask { try await database.open() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(stores.map(\.replica)).count == 10)
        #expect(Set(stores.map(\.installation)).count == 1)
        #expect(try await database.texts("SELECT version::text FROM channelkit_schema").count == Schema.needed)
        for store in stores { await store.close() }
    }

    /// Version 4 changes `conversations`, then `messages`. Somebody has locked them in the other order.
    @Test func `an upgrade that meets a deadlock is made again`() async throws {
        try await database.migrate(to: 3)
        let other = PostgresPool(configuration: .init(connection: database.superuserURL), logger: SchemaBench.quiet)
        async let rival: Void = other.script(
            """
            BEGIN;
            SET LOCAL deadlock_timeout = '30s';
            LOCK TABLE messages IN ACCESS SHARE MODE;
            DO $$ BEGIN
                WHILE NOT EXISTS (
                    SELECT 1 FROM pg_locks WHERE relation = 'messages'::regclass AND NOT granted) LOOP
                    PERFORM pg_sleep(0.005);
                END LOOP;
            END $$;
            LOCK TABLE conversations IN ACCESS SHARE MODE;
            COMMIT;
            """)
        let held = "SELECT 'held' FROM pg_locks WHERE relation = 'messages'::regclass AND granted"
        while try await database.texts(held).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        let store = try await database.open()
        try await rival
        #expect(try await store.schemaVersion().current == Schema.needed)
        await store.close()
        await other.close()
    }
}

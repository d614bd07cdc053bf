import PostgresClient
import Testing

@Suite("A script")
struct ScriptTests {
    @Test("Its statements are one transaction: one that fails undoes all")
    func implicit() async throws {
        let bench = try await Bench { $0.maxConnections = 1 }
        let error = await refusal { () throws(PostgresError) in
            try await bench.pool.script("CREATE TABLE a (id int); INSERT INTO a VALUES (1); SELECT 1 / 0;")
        }
        #expect(error?.sqlState == "22012")
        #expect(try await bench.rows("SELECT to_regclass('a')::text").first?.text(0) == nil)
    }

    @Test("A transaction of its own that fails is not left open")
    func explicit() async throws {
        let bench = try await Bench { $0.maxConnections = 1 }
        let error = await refusal { () throws(PostgresError) in
            try await bench.pool.script("BEGIN; CREATE TABLE a (id int); SELECT 1 / 0; COMMIT;")
        }
        #expect(error?.sqlState == "22012")
        try await bench.pool.script("BEGIN; CREATE TABLE a (id int); COMMIT;")
        #expect(try await bench.number("SELECT count(*) FROM a") == 0)
    }

    @Test("A transaction that a script leaves open is undone, and nobody else gets into it")
    func leftOpen() async throws {
        let bench = try await Bench { $0.maxConnections = 1 }
        try await bench.pool.script("BEGIN; CREATE TABLE a (id int);")
        #expect(try await bench.rows("SELECT to_regclass('a')::text").first?.text(0) == nil)
    }

    @Test("A statement whose result another migration has changed works again")
    func changedResult() async throws {
        let bench = try await Bench { $0.maxConnections = 1 }
        try await bench.pool.script("CREATE TABLE a (id int)")
        #expect(try await bench.rows("SELECT * FROM a").isEmpty)
        try await bench.pool.script("ALTER TABLE a ADD COLUMN name text; INSERT INTO a VALUES (1, 'x')")
        // The first call may find the stale plan; it leaves none behind.
        _ = await refusal { () throws(PostgresError) in _ = try await bench.pool.run([.sql("SELECT * FROM a")]) }
        #expect(try await bench.rows("SELECT * FROM a").first?.text(1) == "x")
    }
}

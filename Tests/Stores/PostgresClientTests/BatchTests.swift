import PostgresClient
import Testing

@Suite("A batch")
struct BatchTests {
    @Test("A statement that fails in the middle undoes the whole batch, and the connection takes the next one")
    func failureInTheMiddle() async throws {
        let bench = try await Bench { $0.maxConnections = 1 }
        try await bench.pool.script("CREATE TABLE t (id bigint PRIMARY KEY)")
        let backend = try await bench.number("SELECT pg_backend_pid()")
        let insert = "INSERT INTO t VALUES ($1)"
        let error = await refusal { () throws(PostgresError) in
            _ = try await bench.pool.run([
                .sql(insert, [.int(1)]), .sql(insert, [.int(1)]), .sql("SELECT 1 / 0"), .sql(insert, [.int(2)]),
            ])
        }
        #expect(error?.kind == .server)
        #expect(error?.sqlState == "23505", "the first error is the one that is thrown")
        #expect(try await bench.number("SELECT count(*) FROM t") == 0)
        // What the failed batch had not come to prepare is prepared now.
        _ = try await bench.pool.run([.sql("SELECT 1 / 1"), .sql(insert, [.int(2)])])
        #expect(try await bench.number("SELECT count(*) FROM t") == 1)
        #expect(try await bench.number("SELECT pg_backend_pid()") == backend)
    }

    @Test("A statement that cannot be prepared fails alone, and each time anew")
    func unpreparable() async throws {
        let bench = try await Bench { $0.maxConnections = 1 }
        for _ in 0..<2 {
            let error = await refusal { () throws(PostgresError) in
                _ = try await bench.pool.run([.sql("SELECT 1"), .sql("SELECT * FROM missing"), .sql("SELECT 2")])
            }
            #expect(error?.sqlState == "42P01")
        }
        try await bench.pool.script("CREATE TABLE missing (id int)")
        #expect(try await bench.pool.run([.sql("SELECT * FROM missing"), .sql("SELECT 2")]).count == 2)
    }

    @Test("A connection prepares a statement once, however often it is used, also twice in its first batch")
    func preparedOnce() async throws {
        let bench = try await Bench { $0.maxConnections = 1 }
        let statement = PostgresStatement(name: "once", sql: "SELECT $1::int")
        for _ in 0..<3 {
            let results = try await bench.pool.run([
                PostgresQuery(statement, [.int(1)]), PostgresQuery(statement, [.int(2)]),
            ])
            #expect(try results.map { try $0.first?.int(0) } == [1, 2])
        }
        let count = "SELECT count(*) FROM pg_prepared_statements WHERE name = 'once'"
        #expect(try await bench.number(count) == 1)
        #expect(
            try await bench.number(
                "SELECT sum(generic_plans + custom_plans)::bigint FROM pg_prepared_statements WHERE name = 'once'") == 6
        )
    }

    @Test("Two statements of one name are not taken for one another")
    func nameTwice() async throws {
        let bench = try await Bench { $0.maxConnections = 1 }
        for number in [1, 2, 1] as [Int64] {
            let statement = PostgresStatement(name: "same", sql: "SELECT \(number)")
            let result = try await bench.pool.run([PostgresQuery(statement)])
            #expect(try result.first?.first?.int(0) == number)
        }
    }

    @Test("Without prepared statements everything works, and the server keeps none")
    func unprepared() async throws {
        let bench = try await Bench {
            $0.maxConnections = 1
            $0.usesPreparedStatements = false
        }
        let results = try await bench.pool.run([.sql("SELECT $1::text", [.text("a")]), .sql("SELECT $1::int", [.null])])
        #expect(try results.first?.first?.text(0) == "a")
        #expect(try await bench.number("SELECT count(*) FROM pg_prepared_statements WHERE name <> ''") == 0)
    }

    @Test("A batch is one round trip, also when it prepares, and one transaction")
    func oneRoundTrip() async throws {
        let bench = try await Bench()
        let wiretap = try Wiretap(bench.server, database: bench.database)
        defer { wiretap.remove() }
        let pool = Bench.pool(wiretap.url) { $0.maxConnections = 1 }
        _ = try await pool.run([.sql("SELECT 0")])
        for size in [1, 7, 30] {
            let before = wiretap.trips
            let batch = (0..<size).map { PostgresQuery.sql("SELECT pg_current_xact_id()::text, \($0)") }
            let results = try await pool.run(batch)
            #expect(wiretap.trips == before + 1)
            #expect(Set(try results.map { try $0.first?.text(0) }).count == 1)
        }
        await pool.close()
    }

    @Test("More than the sockets hold goes through, in both directions")
    func large() async throws {
        let bench = try await Bench { $0.maxConnections = 1 }
        let text = String(repeating: "0123456789abcdef", count: 500_000)
        let batch = (0..<4).map { PostgresQuery.sql("SELECT $1::text || '\($0)'", [.text(text)]) }
        let results = try await bench.pool.run(batch)
        #expect(try results.map { try $0.first?.text(0)?.utf8.count } == [8_000_001, 8_000_001, 8_000_001, 8_000_001])
    }

    @Test("An empty batch and an empty statement are answered with nothing")
    func empty() async throws {
        let bench = try await Bench()
        #expect(try await bench.pool.run([]).isEmpty)
        #expect(try await bench.rows("").isEmpty)
    }

    @Test("COPY is refused, and the pool goes on", arguments: ["COPY (SELECT 1) TO STDOUT", "COPY t FROM STDIN"])
    func copy(_ sql: String) async throws {
        let bench = try await Bench { $0.maxConnections = 1 }
        try await bench.pool.script("CREATE TABLE t (id int)")
        #expect(await refusal { () throws(PostgresError) in _ = try await bench.pool.run([.sql(sql)]) } != nil)
        #expect(await refusal { () throws(PostgresError) in try await bench.pool.script(sql) } != nil)
        #expect(try await bench.number("SELECT 1") == 1)
    }

    @Test("Values that a statement cannot take are an error of the server's, and the pool goes on")
    func wrongCount() async throws {
        let bench = try await Bench { $0.maxConnections = 1 }
        let error = await refusal { () throws(PostgresError) in
            _ = try await bench.pool.run([.sql("SELECT $1::int", [])])
        }
        #expect(error?.kind == .server)
        let many = [PostgresValue](repeating: .int(1), count: 70_000)
        let refused = await refusal { () throws(PostgresError) in
            _ = try await bench.pool.run([.sql("SELECT 1", many)])
        }
        #expect(refused?.kind == .invalid)
        #expect(try await bench.number("SELECT 1") == 1)
    }
}

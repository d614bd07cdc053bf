import PostgresClient
import Testing
import ThrowawayPostgres

@Suite("Closing")
struct ClosingTests {
    @Test("A pool that is closed lets what is under way end, and refuses what comes after")
    func underWay() async throws {
        let bench = try await Bench {
            $0.maxConnections = 1
            $0.mostWaiting = 1
            // For longer than whatever else is going on may take.
            $0.acquireTimeout = .seconds(600)
            $0.closeTimeout = .seconds(600)
        }
        try await bench.hold { call in
            // Behind the one that holds the connection.
            let waiting = Task { try await bench.pool.run([.sql("SELECT 7")]) as [PostgresRows] }
            while bench.pool.load.waiting == 0 { await Task.yield() }
            let closing = Task { await bench.pool.close() }
            while await refusal({ () throws(PostgresError) in _ = try await bench.pool.run([.sql("SELECT 1")]) })?.kind
                != .closed
            { await Task.yield() }
            try await bench.releaseHolder()
            #expect(try await call.value.count == 1)
            #expect(try await waiting.value.first?.first?.int(0) == 7)
            await closing.value
        }
        try await bench.waitUntil(bench.connections, is: 0)
        await bench.pool.close()
    }

    @Test("What does not end in time is cancelled on the server, and closing waits no longer for it")
    func bounded() async throws {
        let bench = try await Bench {
            $0.maxConnections = 1
            $0.closeTimeout = .milliseconds(50)
        }
        let call = Task {
            await refusal { () throws(PostgresError) in try await bench.pool.script("SELECT pg_sleep(600)") }
        }
        try await bench.waitUntil(bench.active("%pg_sleep%"), is: 1)
        let waiting = Task {
            await refusal { () throws(PostgresError) in _ = try await bench.pool.run([.sql("SELECT 7")]) }
        }
        while bench.pool.load.waiting == 0 { await Task.yield() }
        await bench.pool.close()
        #expect(await call.value?.kind == .unknown)
        #expect(await waiting.value?.kind == .closed)
        try await bench.waitUntil(bench.active("%pg_sleep%"), is: 0)
    }

    @Test("A pool that never connected closes, too, however often it is asked")
    func unused() async throws {
        let pool = Bench.pool("postgresql://nobody@localhost:1/nothing")
        await pool.close()
        await pool.close()
        let error = await refusal { () throws(PostgresError) in _ = try await pool.run([.sql("SELECT 1")]) }
        #expect(error?.kind == .closed)
    }
}

extension Bench {
    var connections: String {
        "SELECT count(*) FROM pg_stat_activity WHERE datname = '\(database)' AND pid <> pg_backend_pid()"
    }

    /// Ends the session that holds the lock of `hold`.
    func releaseHolder() async throws {
        try await server.query(
            """
            SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = '\(database)')
            """)
    }
}

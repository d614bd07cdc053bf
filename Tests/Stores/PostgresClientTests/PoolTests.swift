import PostgresClient
import Synchronization
import Testing
import ThrowawayPostgres

@Suite("A pool")
struct PoolTests {
    @Test("200 callers at once share no more connections than are allowed, and each gets its own answer")
    func bound() async throws {
        let bench = try await Bench { $0.maxConnections = 4 }
        let most = try await withThrowingTaskGroup(of: Int64.self) { group in
            for caller in 0..<200 {
                group.addTask {
                    let rows = try await bench.rows(
                        """
                        SELECT $1::bigint, (SELECT count(*) FROM pg_stat_activity
                            WHERE datname = current_database() AND application_name = 'channelkit')
                        """, [.int(Int64(caller))])
                    #expect(try rows.first?.int(0) == Int64(caller))
                    return try rows.first?.int(1) ?? .max
                }
            }
            return try await group.reduce(0) { max($0, $1) }
        }
        #expect(most <= 4)
        #expect(most > 1)
        #expect(bench.pool.load.connections <= 4)
    }

    @Test("Who waits too long for a connection is told so; who had it is not disturbed")
    func acquireTimeout() async throws {
        let bench = try await Bench {
            $0.maxConnections = 1
            $0.acquireTimeout = .milliseconds(50)
        }
        try await bench.hold { _ in
            let error = await refusal { () throws(PostgresError) in _ = try await bench.pool.run([.sql("SELECT 1")]) }
            #expect(error?.kind == .exhausted)
        }
    }

    @Test("Beyond the bound of those that wait, a call is refused at once")
    func mostWaiting() async throws {
        let bench = try await Bench {
            $0.maxConnections = 1
            $0.mostWaiting = 0
        }
        let error = await refusal { () throws(PostgresError) in _ = try await bench.pool.run([.sql("SELECT 1")]) }
        #expect(error?.kind == .exhausted)
    }

    @Test("What takes too long is cancelled on the server, and the pool goes on")
    func timeout() async throws {
        let bench = try await Bench { $0.maxConnections = 1 }
        let error = await refusal { () throws(PostgresError) in
            _ = try await bench.pool.run([.sql("SELECT pg_sleep(600)")], timeout: .milliseconds(50))
        }
        #expect(error?.kind == .timeout)
        #expect(try await bench.server.query(bench.active("%pg_sleep(600)%")) == "0")
        #expect(try await bench.number("SELECT 1") == 1)
    }

    @Test("A server that says nothing any more costs a call its grace and no more")
    func silence() async throws {
        let bench = try await Bench()
        let wiretap = try Wiretap(bench.server, database: bench.database)
        defer { wiretap.remove() }
        let pool = Bench.pool(wiretap.url) { $0.maxConnections = 1 }
        _ = try await pool.run([.sql("SELECT 1")])
        wiretap.fallSilent()
        let error = await refusal { () throws(PostgresError) in
            _ = try await pool.run([.sql("SELECT 1")], timeout: .milliseconds(50))
        }
        #expect(error?.kind == .unknown)
    }

    @Test("A call goes on when its task is cancelled")
    func cancellation() async throws {
        let bench = try await Bench { $0.maxConnections = 1 }
        try await bench.pool.script("CREATE TABLE t (id int)")
        let task = Task { try await bench.pool.run([.sql("INSERT INTO t VALUES (1)")]) }
        task.cancel()
        #expect(try await task.value.count == 1)
        #expect(try await bench.number("SELECT count(*) FROM t") == 1)
    }
}

extension Bench {
    /// Keeps one connection busy for as long as `body` runs: it waits for a lock that somebody else holds.
    func hold(_ body: (_ call: Task<[PostgresRows], any Error>) async throws -> Void) async throws {
        let holder = Bench.pool(server.url(database: database)) { $0.maxConnections = 1 }
        let lock = "SELECT pg_advisory_lock(1)"
        _ = try await holder.run([.sql(lock)])
        // For longer than whatever else is going on may take.
        let call = Task { try await self.pool.run([.sql(lock + " AS held")], timeout: .seconds(600)) as [PostgresRows] }
        try await waitUntil(active("%AS held"), is: 1)
        try await body(call)
        await holder.close()
        _ = await call.result
    }
}

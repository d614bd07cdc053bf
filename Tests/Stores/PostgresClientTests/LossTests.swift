import PostgresClient
import Testing
import ThrowawayPostgres

@Suite("Lost connections")
struct LossTests {
    @Test("Sessions that are ended under load: what is said to be done is done, what is said to be undone is not")
    func terminated() async throws {
        let bench = try await Bench { $0.maxConnections = 4 }
        let ledger = try await Ledger(bench)
        let outcomes = try await ledger.write(callers: 16) {
            for _ in 0..<20 {
                try await bench.server.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = '\(bench.database)' AND pid <> pg_backend_pid()
                    """)
            }
        }
        try await check(outcomes, ledger)
        #expect(outcomes.kinds.isSubset(of: [.server, .unknown, .unreachable]), "\(outcomes.kinds)")
    }

    @Test("A server that is killed and comes back under load: the same, and nothing that was done is lost")
    func killed() async throws {
        let server = try await ThrowawayPostgres.start()
        let bench = try await Bench(server: server) { $0.maxConnections = 4 }
        let ledger = try await Ledger(bench)
        let outcomes = try await ledger.write(callers: 16) {
            for _ in 0..<3 {
                try await server.kill()
                try await server.resume()
                while await refusal({ () throws(PostgresError) in _ = try await bench.pool.run([.sql("SELECT 1")]) })
                    != nil
                {}
            }
        }
        try await check(outcomes, ledger)
    }

    @Test("A server that restarts while the pool is idle costs no call anything")
    func restarted() async throws {
        let server = try await ThrowawayPostgres.start()
        let bench = try await Bench(server: server, over: .tcp) { $0.maxConnections = 2 }
        for _ in 0..<3 {
            #expect(try await bench.number("SELECT 1") == 1)
            try await server.restart()
        }
        #expect(try await bench.number("SELECT 1") == 1)
    }

    @Test("While the server is away calls are told why once they have waited long enough, and then nothing is done")
    func away() async throws {
        let server = try await ThrowawayPostgres.start()
        let bench = try await Bench(server: server) { $0.acquireTimeout = .milliseconds(300) }
        #expect(try await bench.number("SELECT 1") == 1)
        try await server.stop()
        let error = await refusal { () throws(PostgresError) in _ = try await bench.pool.run([.sql("SELECT 1")]) }
        #expect(error?.kind == .unreachable)
        #expect(error?.message.contains("No such file") == true, "\(String(describing: error))")
    }

    private func check(_ outcomes: Ledger.Outcomes, _ ledger: Ledger) async throws {
        let (ids, halves) = try await ledger.rows()
        #expect(halves == 0)
        #expect(!outcomes.done.isEmpty)
        #expect(outcomes.done.subtracting(ids).isEmpty)
        #expect(outcomes.undone.intersection(ids).isEmpty)
        #expect(ids.subtracting(outcomes.done).subtracting(outcomes.unknown).isEmpty)
    }
}

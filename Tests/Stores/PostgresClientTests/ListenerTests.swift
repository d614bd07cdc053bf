import PostgresClient
import Testing
import ThrowawayPostgres

@Suite("A listener")
struct ListenerTests {
    @Test("It hears what is said on its channels, in order, with whatever is in it")
    func hears() async throws {
        let bench = try await Bench()
        let listener = bench.listener(["one", "Two"])
        var notices = listener.notices.makeAsyncIterator()
        #expect(await notices.next() == .listening)
        let notify = "SELECT pg_notify($1, $2)"
        _ = try await bench.pool.run([
            .sql(notify, [.text("one"), .text("")]), .sql(notify, [.text("other"), .text("nothing")]),
            .sql(notify, [.text("Two"), .text("ünï 'quoted'")]),
        ])
        #expect(await notices.next() == .notification(channel: "one", payload: ""))
        #expect(await notices.next() == .notification(channel: "Two", payload: "ünï 'quoted'"))
        listener.close()
        #expect(await notices.next() == nil)
    }

    @Test("After its connection was lost it listens again, and says so")
    func listensAgain() async throws {
        let bench = try await Bench()
        let listener = bench.listener(["one"])
        var notices = listener.notices.makeAsyncIterator()
        for _ in 0..<2 {
            #expect(await notices.next() == .listening)
            try await bench.server.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = '\(bench.database)' AND query LIKE 'LISTEN%'
                """)
        }
        #expect(await notices.next() == .listening)
        _ = try await bench.pool.run([.sql("NOTIFY one, 'back'")])
        #expect(await notices.next() == .notification(channel: "one", payload: "back"))
        listener.close()
    }

    @Test("One that is closed gives its connection back, and one that never got any ends")
    func closes() async throws {
        let bench = try await Bench()
        let listener = bench.listener(["one"])
        for await notice in listener.notices {
            #expect(notice == .listening)
            listener.close()
        }
        try await bench.waitUntil(bench.connections, is: 0)
        let lost = PostgresListener(
            configuration: .init(connection: "postgresql://bot@127.0.0.1:1/x"), channels: ["one"], logger: Bench.logger)
        lost.close()
        for await notice in lost.notices { Issue.record("\(notice)") }
    }
}

extension Bench {
    func listener(_ channels: [String]) -> PostgresListener {
        PostgresListener(
            configuration: .init(connection: server.url(database: database)), channels: channels, logger: Self.logger)
    }
}

import Foundation
import PostgresClient
import Testing
import ThrowawayPostgres

@Suite("Connecting")
struct ConnectingTests {
    @Test("By a URL and by keywords, by a Unix socket and by TCP with a password (SCRAM)")
    func ways() async throws {
        let server = try await ThrowawayPostgres.shared()
        let database = try await server.makeDatabaseName()
        let strings = [
            server.url(database: database), server.url(database: database, over: .tcp),
            "host=\(server.folder) port=\(server.port) dbname=\(database) user=bot",
            "host=127.0.0.1 port=\(server.port) dbname=\(database) user=bot password='\(server.password)' sslmode=disable",
        ]
        for string in strings {
            let pool = Bench.pool(string)
            let rows = try await pool.run([.sql("SELECT current_database(), current_setting('application_name')")])
            #expect(try rows.first?.first?.text(0) == database)
            #expect(try rows.first?.first?.text(1) == "channelkit")
            await pool.close()
        }
        #expect(
            try await server.query("SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolname = 'bot'")
                == "t")
    }

    @Test("A wrong password is named as the reason, and not repeated")
    func wrongPassword() async throws {
        let server = try await ThrowawayPostgres.shared()
        let url = server.url(database: "postgres", over: .tcp)
            .replacingOccurrences(of: server.password, with: "open-sesame")
        let error = await Self.failure(url)
        #expect(error?.kind == .unreachable)
        #expect(error?.message.contains("password authentication failed") == true, "\(String(describing: error))")
        #expect(error?.message.contains("sesame") == false)
    }

    @Test(
        "A string that cannot be read, or is read otherwise than it was meant, is not repeated: it may hold a password",
        arguments: [
            "postgresql://bot:open%zzsesame@localhost/x", "postgresql://bot:open@sesame@localhost/x",
            "postgresql://bot:sesame/open@localhost/x", "host=localhost password=open sesame",
            "host=localhost sesame=1", "open sesame", "postgresql://bot:open#sesame@localhost/x",
        ])
    func unreadable(_ string: String) async throws {
        let error = await Self.failure(string)
        #expect(error?.kind == .unreachable)
        #expect(error?.message.contains("sesame") == false, "\(String(describing: error))")
        #expect(error?.message.contains("open") == false, "\(String(describing: error))")
    }

    @Test("With TLS the server's certificate is checked, and the name in it")
    func tls() async throws {
        let server = try await ThrowawayPostgres.start(.init(usesTLS: true))
        func string(_ host: String, _ mode: String, _ authority: String) -> String {
            """
            host=\(host) hostaddr=127.0.0.1 port=\(server.port) dbname=postgres user=bot password=\(server.password) \
            sslmode=\(mode) sslrootcert=\(authority)
            """
        }
        for mode in ["require", "verify-ca", "verify-full"] {
            let pool = Bench.pool(string("localhost", mode, server.authority))
            let rows = try await pool.run([
                .sql("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"),
                .sql("SELECT repeat('x', 1000000)"),
            ])
            #expect(try rows.first?.first?.bool(0) == true)
            #expect(try rows.last?.first?.text(0)?.utf8.count == 1_000_000)
            await pool.close()
        }
        let strange = await Self.failure(string("localhost", "verify-full", server.strangeAuthority))
        #expect(strange?.message.contains("certificate verify failed") == true, "\(String(describing: strange))")
        let elsewhere = await Self.failure(string("db.example", "verify-full", server.authority))
        #expect(elsewhere?.message.contains("does not match host name") == true, "\(String(describing: elsewhere))")
        #expect(await Self.failure(string("db.example", "verify-ca", server.authority)) == nil)
    }

    @Test("A server that is not there is named as the reason")
    func nowhere() async throws {
        let error = await Self.failure("postgresql://bot@127.0.0.1:1/x")
        #expect(error?.kind == .unreachable)
        #expect(error?.message.contains("refused") == true, "\(String(describing: error))")
    }

    private static func failure(_ string: String) async -> PostgresError? {
        let pool = Bench.pool(string) { $0.acquireTimeout = .seconds(1) }
        let error = await refusal { () throws(PostgresError) in _ = try await pool.run([.sql("SELECT 1")]) }
        await pool.close()
        return error
    }
}

import BotHarness
import Foundation
import Testing
import ThrowawayPostgres

/// `bot doctor` on a real PostgreSQL, that is well, ill or away.
@Suite("The doctor and PostgreSQL", .timeLimit(.minutes(3)))
struct DoctorPostgresTests {
    /// What was found by one check.
    private struct Row: Decodable {
        var part: String
        var check: String
        var verdict: String
        var message: String
        var remedy: String?
    }

    private struct Examined {
        var status: BotProcess.Status
        var store: [String: Row]
        var text: String
    }

    private static func examine(_ url: String, _ home: BotProcess.Home) async throws -> Examined {
        let text = Bots.configuration(home: home).replacing("sqlite:\(home.database)", with: url)
        let ended = try await Bots.run(["doctor", "--json", "--config", try home.write(text)])
        let rows = try JSONDecoder().decode([Row].self, from: Data(ended.output.utf8))
        for row in rows where row.verdict != "ok" {
            #expect(row.remedy?.isEmpty == false, "\(row.part) \(row.check) says no way to mend it")
        }
        let store = rows.filter { $0.part == "store" }.map { ($0.check, $0) }
        return Examined(
            status: ended.status, store: Dictionary(store) { first, _ in first }, text: ended.output + ended.log)
    }

    private static func visiting(
        _ body: (ThrowawayPostgres, _ database: String, BotProcess.Home) async throws -> Void
    ) async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let server = try await ThrowawayPostgres.shared()
        try await body(server, try await server.makeDatabaseName(), home)
    }

    private static func makeSchema(_ url: String, _ home: BotProcess.Home) async throws {
        let text = Bots.configuration(home: home).replacing("sqlite:\(home.database)", with: url)
        let made = try await Bots.run(["db", "init", "--config", try home.write(text)])
        #expect(made.status == .exited(0), "\(made.log)")
    }

    @Test("finds a schema that is not there yet, and once it is, nothing; by a password that it does not say")
    func well() async throws {
        try await Self.visiting { server, database, home in
            let url = server.url(database: database, over: .tcp)
            let before = try await Self.examine(url, home)
            #expect(before.status == .exited(0), "\(before.text)")
            #expect(before.store["schema"]?.verdict == "warn")
            #expect(before.store["schema"]?.remedy?.contains("bot db init") == true)
            #expect(
                try await server.query("SELECT count(*) FROM pg_class WHERE relname = 'inbox'", database: database)
                    == "0")
            try await Self.makeSchema(url, home)
            let after = try await Self.examine(url, home)
            #expect(after.status == .exited(0), "\(after.text)")
            #expect(Set(after.store.keys) == ["database", "schema", "clock"])
            #expect(after.store.values.allSatisfy { $0.verdict == "ok" }, "\(after.text)")
            #expect(after.store["database"]?.message.hasPrefix("PostgreSQL ") == true)
            for text in [before.text, after.text] { #expect(!text.contains(server.password)) }
        }
    }

    @Test("says of a wrong password, a database that is not there and a server that is away that they are, with 69")
    func away() async throws {
        try await Self.visiting { server, database, home in
            let right = server.url(database: database, over: .tcp)
            let wrong = right.replacing(server.password, with: "a-wrong-password-3f9a")
            let refused = try await Self.examine(wrong, home)
            #expect(refused.status == .exited(69))
            #expect(refused.store["database"]?.message.contains("password authentication failed") == true)
            #expect(!refused.text.contains("a-wrong-password-3f9a"))
            let missing = try await Self.examine(server.url(database: "nowhere"), home)
            #expect(missing.status == .exited(69))
            #expect(missing.store["database"]?.message.contains("\"nowhere\" does not exist") == true)
            let closed = right.replacing(":\(server.port)/", with: ":9/")
            let gone = try await Self.examine(closed, home)
            #expect(gone.status == .exited(69))
            #expect(gone.store["database"]?.verdict == "fail" && !gone.text.contains(server.password))
        }
    }

    @Test(
        "says of a database that takes no writes, of rights that are missing and of a newer schema that they are, with 78"
    )
    func ill() async throws {
        try await Self.visiting { server, database, home in
            let url = server.url(database: database)
            try await Self.makeSchema(url, home)
            try await server.query("ALTER DATABASE \(database) SET default_transaction_read_only = on")
            let readOnly = try await Self.examine(url, home)
            #expect(readOnly.status == .exited(78), "\(readOnly.text)")
            #expect(readOnly.store["database"]?.message.contains("read-only") == true)
            try await server.query("ALTER DATABASE \(database) RESET default_transaction_read_only")

            try await server.query("ALTER TABLE inbox OWNER TO postgres", database: database)
            try await server.query(
                "REVOKE INSERT ON inbox FROM bot; GRANT SELECT, UPDATE ON inbox TO bot", database: database)
            let powerless = try await Self.examine(url, home)
            #expect(powerless.status == .exited(78), "\(powerless.text)")
            #expect(powerless.store["database"]?.message.contains("may not write") == true)
            try await server.query("ALTER TABLE inbox OWNER TO bot", database: database)

            try await server.query("INSERT INTO channelkit_schema VALUES (99, now())", database: database)
            let newer = try await Self.examine(url, home)
            #expect(newer.status == .exited(78), "\(newer.text)")
            #expect(newer.store["schema"]?.message.contains("newer than this program's") == true)
        }
    }
}

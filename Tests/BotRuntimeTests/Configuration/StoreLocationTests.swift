import SeededRandom
import Testing

@testable import BotRuntime

@Suite("A store's URL")
struct StoreLocationTests {
    @Test(
        "names a file, memory or a server",
        arguments: [
            ("sqlite:data/bot.sqlite", "SQLite, data/bot.sqlite"),
            ("sqlite:/var/lib/bot.sqlite", "SQLite, /var/lib/bot.sqlite"),
            ("sqlite:a b?.db", "SQLite, a b?.db"), ("sqlite::memory:", "SQLite in memory, gone when the process ends"),
            ("postgres://bot:secret@db/bot", "PostgreSQL, postgres://bot@db:5432/bot"),
            (
                "postgresql://bot@db:5433/bot?sslmode=verify-full",
                "PostgreSQL, postgres://bot@db:5433/bot?sslmode=verify-full"
            ),
            ("postgres://db/bot?connect_timeout=5&password=secret", "PostgreSQL, postgres://db:5432/bot"),
            ("postgres://bot:s%2Fec:ret@[::1]:5432/bot", "PostgreSQL, postgres://bot@[::1]:5432/bot"),
            ("postgres:///bot?host=/run/postgresql&port=5433", "PostgreSQL, postgres:///run/postgresql:5433/bot"),
            (
                "postgres://bot@db/bot?sslmode=verify-full&sslrootcert=/etc/ca.crt",
                "PostgreSQL, postgres://bot@db:5432/bot?sslmode=verify-full"
            ),
            ("postgres://bot@%2Frun%2Fpg/bot", "PostgreSQL, postgres://bot@%2Frun%2Fpg:5432/bot"),
            ("host=/run/pg dbname=bot password=secret", "PostgreSQL, host=/run/pg dbname=bot"),
            ("dbname='my bot' user = bot password='it\\'s'", "PostgreSQL, dbname=my bot user=bot"),
        ])
    func good(url: String, summary: String) throws {
        #expect(try StoreLocation.parse(url).get().summary == summary)
    }

    @Test(
        "is refused where its parts cannot be told apart",
        arguments: [
            "", "sqlite", "sqlite:", "sqlite:dir/", "sqlite:memory:", "sqlite::memory", "sqlite:///a", "sqlite:a\nb",
            "mysql://a/b",
            "postgres:", "postgres://", "postgres:///bot", "postgres://db", "postgres://db/", "postgres://db:0/bot",
            "postgres://db:port/bot", "postgres://db:99999/bot", "postgres://u:p@ss@db/bot", "postgres://u:1/2@db/bot",
            "postgres://u:1?2@db/bot", "postgres://u:1#2@db/bot", "postgres://db/a/b", "postgres://db/bot?sslmode=no",
            "postgres://u:p@db/bot name", "postgres://:p@db/bot", "postgres://[::1/bot", "postgres://[x]/bot",
            "POSTGRES://db/bot", "password=secret", "host=a password='b", "=a", "host a", "user=a b",
            "postgres:///bot?host=run", "postgres://u:a%zz@db/bot", "postgres://u:a%00@db/bot",
            "postgres://u:a%@db/bot",
        ])
    func bad(url: String) {
        #expect(throws: StoreLocation.Problem.self) { try StoreLocation.parse(url).get() }
    }

    @Test("never shows a password, whatever is in it")
    func passwords() {
        var generator = SeededGenerator(seed: 7)
        let characters = Array("ab1%:/?#@[]&=+ $")
        for _ in 0..<100_000 {
            var password = "hunter2"
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                let place = password.indices.randomElement(using: &generator) ?? password.startIndex
                password.insert(characters.randomElement(using: &generator) ?? "a", at: place)
            }
            // What is left of the password when every separator has cut it must not be seen either.
            let pieces = password.split(whereSeparator: { ":/?#@[]&=".contains($0) }).filter { $0.count > 3 }
            switch StoreLocation.parse("postgres://bot:\(password)@db:5432/main?sslmode=require") {
            case .success(let location):
                #expect(!pieces.contains { location.summary.contains($0) }, "\(password)")
            case .failure(let problem):
                #expect(
                    !pieces.contains { problem.text.contains($0) || problem.hint?.contains($0) == true }, "\(password)")
            }
        }
    }
}

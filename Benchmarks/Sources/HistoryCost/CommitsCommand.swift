import ArgumentParser
import GRDB
import SQLiteStore

/// Small jobs of many callers through the store's one writer: what sharing commits costs beside a loop in C that runs the
/// same statements in the same batches (`Benchmarks/peers/commit`).
struct CommitsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "commits")

    @Option(help: "The SQLite file; it is made where it is not there.") var database: String
    @Option(help: "How many callers at once.") var callers = 64
    @Option(help: "For how long.") var seconds = 5

    func run() async throws {
        let pool = try DatabasePool(path: database)
        try await pool.writeWithoutTransaction { db in try SQLiteConnection.prepareWriter(db) }
        let connection = SQLiteConnection(database: pool)
        try await connection.write { db in
            try db.execute(
                sql: """
                    CREATE TABLE IF NOT EXISTS chats (id INTEGER PRIMARY KEY, lines INTEGER NOT NULL);
                    CREATE TABLE IF NOT EXISTS lines (
                        id INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER NOT NULL, role TEXT NOT NULL, text TEXT NOT NULL);
                    CREATE INDEX IF NOT EXISTS lines_chat ON lines (chat, id);
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
                    INSERT OR IGNORE INTO chats SELECT i, 0 FROM n;
                    """)
        }
        let commits = connection.commits
        let start = ContinuousClock.now
        let end = start + .seconds(seconds)
        let jobs = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<callers {
                group.addTask {
                    var jobs = 0
                    while .now < end {
                        try await connection.write { db in try Self.job(db) }
                        jobs += 1
                    }
                    return jobs
                }
            }
            return try await group.reduce(0, +)
        }
        let elapsed = Int(start.duration(to: .now) / .microseconds(1))
        print("jobs \(jobs) \(elapsed) \(connection.commits - commits)")
        await connection.close()
    }

    private static func job(_ db: Database) throws {
        let chat = Int64.random(in: 1...10_000)
        _ = try Int64.fetchOne(db.cachedStatement(sql: "SELECT id FROM chats WHERE id = ?"), arguments: [chat])
        let say = try db.cachedStatement(sql: "INSERT INTO lines (chat, role, text) VALUES (?, ?, ?)")
        for role in ["user", "assistant"] { try say.execute(arguments: [chat, role, History.text]) }
        try db.cachedStatement(sql: "UPDATE chats SET lines = lines + 2 WHERE id = ?").execute(arguments: [chat])
    }
}

import ArgumentParser
import GRDB

/// Puts messages into conversations that a bot has opened, past the bot: it must not run.
struct FillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "fill")

    @Option(help: "The SQLite file.") var database: String
    @Option(help: "How many messages each conversation gets; several numbers go to the oldest conversations in turn.")
    var messages: [Int]

    func run() async throws {
        let queue = try DatabaseQueue(path: database)
        try await queue.write { db in
            let conversations = try Int64.fetchAll(db, sql: "SELECT id FROM conversations ORDER BY id")
            let isOneForAll = messages.count == 1
            for (index, conversation) in conversations.enumerated() where isOneForAll || index < messages.count {
                try History.fill(conversation, with: messages[isOneForAll ? 0 : index], in: db)
            }
        }
        try queue.close()
    }
}

/// What was said before, all of one length.
enum History {
    static let text = "Could you tell me what the weather will be like in Lisbon tomorrow?"

    static func fill(_ conversation: Int64, with count: Int, in db: Database) throws {
        try db.execute(
            sql: """
                WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?)
                INSERT INTO messages (conversation_id, role, content, created_at)
                SELECT ?, CASE n % 2 WHEN 0 THEN 'user' ELSE 'assistant' END, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
                FROM numbers WHERE ? > 0
                """,
            arguments: [count, conversation, text, count])
    }
}

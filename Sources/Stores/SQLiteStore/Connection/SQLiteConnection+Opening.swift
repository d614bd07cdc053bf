import BotStore
import Dispatch
package import GRDB

extension SQLiteConnection {
    /// Runs `body`, which waits for the disk, on a thread where waiting is allowed.
    static func opening(
        _ body: @escaping @Sendable () throws(StoreError) -> SQLiteConnection
    ) async throws(StoreError) -> SQLiteConnection {
        let result: Result<SQLiteConnection, StoreError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: Result(catching: body))
            }
        }
        return try result.get()
    }

    static func memory() throws(StoreError) -> SQLiteConnection {
        do {
            return SQLiteConnection(database: try DatabaseQueue(configuration: configuration), lock: nil)
        } catch {
            throw StoreError(sqlite: error)
        }
    }

    static func file(_ file: SQLiteFile, lock: OwnerLock?) throws(StoreError) -> SQLiteConnection {
        do {
            let pool = try DatabasePool(path: file.path, configuration: configuration)
            try pool.writeWithoutTransaction { db in try prepareWriter(db) }
            return SQLiteConnection(database: pool, lock: lock)
        } catch {
            throw StoreError(sqlite: error)
        }
    }

    /// What a pool's writer is set to before it is used.
    package static func prepareWriter(_ db: Database) throws {
        // Only now: on its way to WAL mode the pool sets `synchronous` to NORMAL by itself, which may lose what was committed
        // last when the power fails.
        try db.execute(sql: "PRAGMA synchronous = FULL")
        // In pages of 4 KB: 16 MB of log. A page that many turns write goes to the file once for all of them; with SQLite's
        // 4 MB a sixth of the writer's time went there.
        try db.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
        // A burst leaves a large log behind; give its room back once it is checkpointed.
        try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        // Operators write beside the bot, for moments.
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
        configuration.label = "SQLiteStore"
        return configuration
    }
}

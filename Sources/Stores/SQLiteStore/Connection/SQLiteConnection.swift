package import BotStore
import Dispatch
package import GRDB
import Synchronization

/// An open database. Every call runs on the database's own queues and answers through a continuation, so no thread of
/// the cooperative pool is blocked, and no cancelled task interrupts work that others share.
package final class SQLiteConnection: Sendable {
    let writer: GroupCommit
    let database: any DatabaseWriter
    private let lock: OwnerLock?
    private let calls = CallGate()

    init(database: any DatabaseWriter, lock: OwnerLock?) {
        self.database = database
        self.lock = lock
        self.writer = GroupCommit(database: database)
    }

    /// One that is open already. The benchmarks measure the writer alone by it.
    package convenience init(database: any DatabaseWriter) { self.init(database: database, lock: nil) }

    /// How many transactions have been committed.
    package var commits: Int { writer.commits }

    /// Runs `body` in a transaction that others may share; returns once it is durable.
    package func write<Value: Sendable>(
        mayRefuse: Bool = false, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        try calls.enter()
        defer { calls.leave() }
        let result = await withCheckedContinuation { continuation in
            writer.submit(WriteJob(continuation, body), mayRefuse: mayRefuse)
        }
        return try result.get()
    }

    /// Runs `body` on what was last committed, beside the writer.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        try calls.enter()
        defer { calls.leave() }
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            database.asyncRead { access in
                let result = Result { try body(access.get()) }.mapError { StoreError(sqlite: $0) }
                continuation.resume(returning: result)
            }
        }
        return try result.get()
    }

    /// Brings the schema to this program's version.
    func migrate() async throws(StoreError) {
        try calls.enter()
        defer { calls.leave() }
        let result: Result<Void, StoreError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [database] in
                let result = Result {
                    try database.read { db in try Schema.refuseNewer(db) }
                    try Schema.migrator.migrate(database)
                }
                continuation.resume(returning: result.mapError { StoreError(sqlite: $0) })
            }
        }
        try result.get()
    }

    /// Waits for what is under way, then closes. Later calls throw `unavailable`.
    package func close() async {
        guard await calls.shut() else { return }
        await withCheckedContinuation { continuation in
            // GRDB waits for its queues here.
            DispatchQueue.global().async { [database, lock] in
                try? database.close()
                lock?.release()
                continuation.resume()
            }
        }
        calls.finishShutting()
    }
}

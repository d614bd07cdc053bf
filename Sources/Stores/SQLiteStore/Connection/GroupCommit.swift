import BotStore
import GRDB
import Synchronization

/// The one writer: jobs that wait at the same time share a transaction, and so the disk's one slow sync.
///
/// While a transaction is being committed, further jobs gather; they are the next batch. So the batch grows with the
/// load by itself, and a lone job waits for nothing. Batches run on the database's own serial queue, one after
/// another, never on a thread of the cooperative pool.
final class GroupCommit: Sendable {
    /// Keeps one transaction, and what is lost when it fails, within bounds.
    static let largestBatch = 256
    /// So many jobs may wait before those that may be refused are.
    static let mostWaiting = 16_384

    private struct State {
        var waiting: [WriteJob] = []
        var isDraining = false
        var commits = 0
        var lastCommit: ContinuousClock.Instant?
    }

    private let database: any DatabaseWriter
    private let state = Mutex(State())

    init(database: any DatabaseWriter) {
        self.database = database
    }

    /// How many transactions have been committed.
    var commits: Int { state.withLock { $0.commits } }
    /// How many jobs no transaction has taken up yet.
    var waiting: Int { state.withLock { $0.waiting.count } }
    /// Whether no transaction is under way or about to be.
    var isIdle: Bool { state.withLock { !$0.isDraining } }
    /// When a transaction that wrote something was last committed; nil when the last one failed.
    var lastCommit: ContinuousClock.Instant? { state.withLock { $0.lastCommit } }

    /// - Parameter mayRefuse: Whether the job is refused, rather than kept, where too many wait. What the capacity
    ///   bounds already, and what ends something, is not refused.
    func submit(_ job: WriteJob, mayRefuse: Bool = false) {
        let isIdle: Bool? = state.withLock { state in
            if mayRefuse, state.waiting.count >= Self.mostWaiting { return nil }
            state.waiting.append(job)
            defer { state.isDraining = true }
            return !state.isDraining
        }
        switch isIdle {
        case true?: database.asyncWriteWithoutTransaction { db in self.drain(db) }
        case false?: break
        case nil: job.fail(.overloaded)
        }
    }

    private func drain(_ db: Database) {
        while let batch = nextBatch() { run(batch, on: db) }
    }

    private func nextBatch() -> [WriteJob]? {
        state.withLock { state in
            if state.waiting.isEmpty {
                state.isDraining = false
                return nil
            }
            let batch = Array(state.waiting.prefix(Self.largestBatch))
            state.waiting.removeFirst(batch.count)
            return batch
        }
    }

    private func run(_ batch: [WriteJob], on db: Database) {
        let answers: [@Sendable () -> Void]
        let changes = db.totalChangesCount
        do {
            try db.beginTransaction(.immediate)
            answers = try perform(batch, on: db)
            // The commit of no transaction is no error to GRDB: what an error had ended would be lost in silence.
            guard db.isInsideTransaction else { throw StoreError(.unavailable, "SQLite has ended a transaction") }
            try db.commit()
        } catch {
            // A rollback that fails leaves nothing to roll back.
            try? db.rollback()
            if !(error is StoreError) { state.withLock { $0.lastCommit = nil } }
            let failure = StoreError(sqlite: error)
            for job in batch { job.fail(failure) }
            return
        }
        state.withLock { state in
            state.commits += 1
            // A commit of nothing writes nothing, and proves nothing about the disk.
            if db.totalChangesCount > changes { state.lastCommit = .now }
        }
        for answer in answers { answer() }
    }

    /// Runs the jobs one after another. Where one fails, which is rare, all are undone and run again, each in a savepoint, so
    /// that the one is undone alone. A savepoint for what does not fail would cost a job a twentieth of its time, and one
    /// around them all a fifth: SQLite keeps a copy of each page that is changed in it.
    private func perform(_ batch: [WriteJob], on db: Database) throws -> [@Sendable () -> Void] {
        do {
            return try batch.map { try $0.perform(db) }
        } catch _ where batch.count > 1 && db.isInsideTransaction {
            // Whoever writes between the two is waited for, as at any beginning.
            try db.rollback()
            try db.beginTransaction(.immediate)
            return try batch.map { try performAlone($0, on: db) }
        }
    }

    private func performAlone(_ job: WriteJob, on db: Database) throws -> @Sendable () -> Void {
        try db.cachedStatement(sql: "SAVEPOINT job").execute()
        // After an error that has ended the transaction there is none to release.
        defer { try? db.cachedStatement(sql: "RELEASE job").execute() }
        do {
            return try job.perform(db)
        } catch {
            // Some errors (a full disk) end the whole transaction: then no job has happened.
            guard db.isInsideTransaction else { throw error }
            try db.cachedStatement(sql: "ROLLBACK TO job").execute()
            let failure = StoreError(sqlite: error)
            return { job.fail(failure) }
        }
    }
}

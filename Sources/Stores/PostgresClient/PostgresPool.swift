public import Logging
import Synchronization

import class Foundation.Thread

/// A bounded number of connections to one database, driven by one thread of its own.
///
/// A batch is one pipeline with one `Sync`: one transaction and one round trip. Calls are not stopped by cancellation
/// once begun: whoever started work learns what became of it. Connections are opened when they are needed, and again,
/// with a growing pause, when they are lost.
public final class PostgresPool: Sendable {
    /// What the pool is doing, for health and metrics.
    public struct Load: Sendable, Hashable {
        public var connections = 0
        public var idle = 0
        public var waiting = 0
    }

    struct Inbox {
        var submissions: [Submission] = []
        var opened: [Result<Connected, PostgresError>] = []
        var isClosing = false
        var isClosed = false
        var whoCloses: [CheckedContinuation<Void, Never>] = []
        var load = Load()
    }

    let configuration: Configuration
    let logger: Logger
    let wakeUp = WakeUp()
    let inbox = Mutex(Inbox())

    public init(configuration: Configuration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        let thread = Thread { [configuration, logger, wakeUp, inbox = Reference(self)] in
            PoolLoop(configuration: configuration, logger: logger, wakeUp: wakeUp, pool: inbox.pool).run()
        }
        thread.name = "postgres-pool"
        thread.start()
    }

    /// Keeps the pool for as long as its thread runs: until it is closed.
    private struct Reference: Sendable {
        let pool: PostgresPool
        init(_ pool: PostgresPool) { self.pool = pool }
    }

    /// Runs statements as one transaction. If one fails, nothing has happened, and the first error is thrown.
    public func run(_ batch: [PostgresQuery], timeout: Duration? = nil) async throws(PostgresError) -> [PostgresRows] {
        if batch.isEmpty { return [] }
        for query in batch {
            if query.parameters.contains(where: \.holdsNUL) {
                throw PostgresError(.invalid, "\(query.statement.name): PostgreSQL's texts hold no NUL character")
            }
            // The protocol counts them in two bytes.
            if query.parameters.count > 65_535 {
                throw PostgresError(.invalid, "\(query.statement.name): too many parameters; send an array")
            }
        }
        return try await submit(.batch(batch), timeout: timeout)
    }

    /// Runs statements that have no parameters, in transactions as they say themselves. Takes as long as it takes.
    public func script(_ sql: String) async throws(PostgresError) {
        _ = try await submit(.script(sql), timeout: .seconds(3_600))
    }

    private func submit(_ work: Submission.Work, timeout: Duration?) async throws(PostgresError) -> [PostgresRows] {
        let result = await withCheckedContinuation { continuation in
            let submission = Submission(
                work, timeout: timeout ?? configuration.queryTimeout,
                acquireDeadline: .now + configuration.acquireTimeout, continuation)
            let refusal = inbox.withLock { inbox -> PostgresError? in
                if inbox.isClosing { return .closed }
                if inbox.load.waiting + inbox.submissions.count >= configuration.mostWaiting {
                    return PostgresError(.exhausted, "\(configuration.mostWaiting) calls wait for the database already")
                }
                inbox.submissions.append(submission)
                return nil
            }
            if let refusal { submission.answer(.failure(refusal)) } else { wakeUp.ring() }
        }
        return try result.get()
    }

    public var load: Load { inbox.withLock { $0.load } }

    /// Lets no more in, waits for what is under way, but for no longer than `closeTimeout`, then closes. Later calls throw `closed`.
    public func close() async {
        await withCheckedContinuation { continuation in
            let isClosed = inbox.withLock { inbox in
                inbox.isClosing = true
                if !inbox.isClosed { inbox.whoCloses.append(continuation) }
                return inbox.isClosed
            }
            if isClosed { continuation.resume() } else { wakeUp.ring() }
        }
    }
}

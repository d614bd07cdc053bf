/// What a caller wants done, and how they are told what became of it.
final class Submission: Sendable {
    enum Work: Sendable {
        /// One pipeline: one transaction, one round trip.
        case batch([PostgresQuery])
        /// Statements by the simple protocol, which have no parameters.
        case script(String)
    }

    let work: Work
    let timeout: Duration
    /// Until when it may wait for a connection.
    let acquireDeadline: ContinuousClock.Instant
    private let continuation: CheckedContinuation<Result<[PostgresRows], PostgresError>, Never>

    init(
        _ work: Work, timeout: Duration, acquireDeadline: ContinuousClock.Instant,
        _ continuation: CheckedContinuation<Result<[PostgresRows], PostgresError>, Never>
    ) {
        self.work = work
        self.timeout = timeout
        self.acquireDeadline = acquireDeadline
        self.continuation = continuation
    }

    func answer(_ result: Result<[PostgresRows], PostgresError>) { continuation.resume(returning: result) }
}

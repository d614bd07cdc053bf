import Logging
import Synchronization

extension PoolLoop {
    /// Within about a second.
    private static let patientFailures = 4

    /// Gives waiting work to idle connections, and opens more where there are too few.
    func dispatch() {
        var taken = 0
        while taken < waiting.count, let descriptor = idle.popLast() {
            guard let wire = wires[descriptor] else { continue }
            let submission = waiting[taken]
            if wire.begin(submission, preparing: configuration.usesPreparedStatements) {
                taken += 1
                watch(wire)
            } else {
                // Nothing of it was sent: another connection may take it.
                wire.work = nil
                drop(wire)
            }
        }
        waiting.removeFirst(taken)
        openMore()
        let load = PostgresPool.Load(connections: wires.count, idle: idle.count, waiting: waiting.count)
        pool.inbox.withLock { $0.load = load }
    }

    private func openMore() {
        // A database that was lost is knocked at until it is back, whether or not somebody waits.
        let isLost = failures > 0 && wires.isEmpty && closeDeadline == nil
        let wanted = min(max(waiting.count, isLost ? 1 : 0), configuration.maxConnections - wires.count - opening)
        // While the database cannot be reached, one at a time knocks.
        let most = failures > 0 ? (opening == 0 && .now >= nextTry ? 1 : 0) : wanted
        for _ in 0..<max(0, min(wanted, most)) {
            opening += 1
            Connector.open(configuration, logger: logger) { [pool] result in
                let isTooLate = pool.inbox.withLock { inbox in
                    if !inbox.isClosed { inbox.opened.append(result) }
                    return inbox.isClosed
                }
                if isTooLate { try? result.get().close() } else { pool.wakeUp.ring() }
            }
        }
    }

    /// Ends what has waited for too long, and has cancelled what takes too long.
    func expire(at now: ContinuousClock.Instant) {
        // Where the database has been out of reach for a while, nobody is kept waiting for it.
        let isAway = failures >= Self.patientFailures && wires.isEmpty
        let late = waiting.prefix { isAway || $0.acquireDeadline <= now }
        if !late.isEmpty {
            let error =
                lastError
                ?? PostgresError(
                    .exhausted, "no connection was free for \(configuration.acquireTimeout.components.seconds) s")
            for submission in late { submission.answer(.failure(error)) }
            waiting.removeFirst(late.count)
        }
        for wire in Array(wires.values) {
            guard let deadline = wire.deadline, deadline <= now else { continue }
            if wire.isCancelled {
                lose(wire, "it did not answer in time, nor to being cancelled")
            } else {
                wire.isCancelled = true
                wire.deadline = now + Self.grace
                Canceller.cancel(wire.connection)
            }
        }
    }

    /// For how many milliseconds nothing has to be looked at; -1 where only others can bring work.
    var patience: Int32 {
        var next: ContinuousClock.Instant?
        func consider(_ time: ContinuousClock.Instant?) {
            if let time { next = min(next ?? time, time) }
        }
        consider(waiting.first?.acquireDeadline)
        consider(closeDeadline)
        if failures > 0, opening == 0, !waiting.isEmpty || wires.isEmpty && closeDeadline == nil { consider(nextTry) }
        for wire in wires.values { consider(wire.deadline) }
        guard let next else { return -1 }
        let (seconds, attoseconds) = max(.zero, next - .now).components
        return Int32(min(seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1, 60_000))
    }
}

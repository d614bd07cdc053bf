import Glibc
import Synchronization

extension PoolLoop {
    /// Whether nothing is under way.
    var isIdle: Bool { waiting.isEmpty && opening == 0 && idle.count == wires.count }

    /// Closes everything, and answers whoever still waits.
    func end() {
        for wire in Array(wires.values) where wire.work != nil {
            Canceller.cancel(wire.connection)
            lose(wire, "the pool was closed")
        }
        wires.removeAll()
        idle.removeAll()
        close(epoll)
        let (submissions, opened, closers) = pool.inbox.withLock { inbox in
            (inbox.isClosing, inbox.isClosed, inbox.load) = (true, true, PostgresPool.Load())
            defer { (inbox.submissions, inbox.opened, inbox.whoCloses) = ([], [], []) }
            return (inbox.submissions, inbox.opened, inbox.whoCloses)
        }
        for submission in waiting + submissions { submission.answer(.failure(.closed)) }
        waiting = []
        // Connections that came too late.
        for result in opened { try? result.get().close() }
        for closer in closers { closer.resume() }
    }
}

internal import CEpoll
import Glibc
import Logging
import Synchronization

/// The pool's thread: waits until a connection can be read or written, something was submitted, or a time has come.
///
/// All calls of libpq about a connection are made here, so a connection needs no lock; and a submission costs one wake-up
/// however many statements it has.
final class PoolLoop {
    /// After a cancellation the server has so long to say that it is done.
    static let grace = Duration.seconds(2)

    let configuration: PostgresPool.Configuration
    let logger: Logger
    let wakeUp: WakeUp
    let pool: PostgresPool
    let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))

    var wires: [Int32: Wire] = [:]
    /// Last in, first out: what was used a moment ago is warm.
    var idle: [Int32] = []
    var waiting: [Submission] = []
    var opening = 0
    var failures = 0
    var nextTry = ContinuousClock.now
    var lastError: PostgresError?
    /// Set when the pool is being closed: what is under way then has until then.
    var closeDeadline: ContinuousClock.Instant?

    init(configuration: PostgresPool.Configuration, logger: Logger, wakeUp: WakeUp, pool: PostgresPool) {
        self.configuration = configuration
        self.logger = logger
        self.wakeUp = wakeUp
        self.pool = pool
    }

    func run() {
        guard channelkit_epoll_set(epoll, Int32(EPOLL_CTL_ADD), wakeUp.descriptor, EPOLLIN.rawValue, 0) == 0 else {
            logger.critical("the database cannot be used: no file descriptors are left; raise `ulimit -n`")
            return end()
        }
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        while true {
            let count = epoll_wait(epoll, &events, Int32(events.count), patience)
            for event in events.prefix(Int(max(0, count))) {
                let descriptor = Int32(truncatingIfNeeded: withUnsafePointer(to: event) { channelkit_epoll_tag($0) })
                if descriptor == 0 { continue }
                handle(descriptor, withUnsafePointer(to: event) { channelkit_epoll_events($0) })
            }
            takeIn()
            expire(at: .now)
            dispatch()
            if let closeDeadline, isIdle || closeDeadline <= .now { break }
        }
        end()
    }

    /// What was put in since the last round.
    private func takeIn() {
        wakeUp.clear()
        let (submissions, opened, closing) = pool.inbox.withLock { inbox in
            defer { (inbox.submissions, inbox.opened) = ([], []) }
            return (inbox.submissions, inbox.opened, inbox.isClosing)
        }
        waiting += submissions
        if closing, closeDeadline == nil { closeDeadline = .now + configuration.closeTimeout }
        for result in opened { take(result) }
    }

    private func take(_ result: Result<Connected, PostgresError>) {
        opening -= 1
        switch result {
        case .success(let connected):
            guard let wire = Wire(connected) else { return fail(PostgresError(.unreachable, "no pipeline mode")) }
            let isWatched = channelkit_epoll_set(
                epoll, Int32(EPOLL_CTL_ADD), wire.descriptor, EPOLLIN.rawValue | EPOLLRDHUP.rawValue,
                UInt64(wire.descriptor))
            guard isWatched == 0 else { return fail(PostgresError(.unreachable, "the kernel watches no more sockets")) }
            wires[wire.descriptor] = wire
            idle.append(wire.descriptor)
            if failures > 0 { logger.notice("the database can be reached again") }
            failures = 0
            lastError = nil
        case .failure(let error):
            fail(error)
        }
    }

    /// The pause grows from a tenth of a second to five, and differs from process to process.
    private func fail(_ error: PostgresError) {
        if failures == 0 {
            logger.warning("the database cannot be reached", metadata: ["error": "\(error.message)"])
        }
        failures += 1
        lastError = error
        let pause = min(Duration.milliseconds(100) * (1 << min(failures - 1, 6)), .seconds(5))
        nextTry = .now + pause * Double.random(in: 0.75...1.25)
    }

    private func handle(_ descriptor: Int32, _ events: UInt32) {
        guard let wire = wires[descriptor] else { return }
        if events & EPOLLOUT.rawValue != 0, !wire.flush() { return lose(wire, "the connection was lost") }
        // What it still says is taken; but nothing more is begun on a connection that has ended.
        if events & (EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 { wire.isSpent = true }
        if events & ~EPOLLOUT.rawValue != 0 { react(wire, wire.readable()) }
        watch(wire)
    }

    func react(_ wire: Wire, _ progress: Wire.Progress) {
        switch progress {
        case .waiting: break
        case .done(let result, let isUsable):
            let work = wire.work
            wire.work = nil
            wire.deadline = nil
            if isUsable { idle.append(wire.descriptor) } else { drop(wire) }
            work?.answer(result)
        case .lost(let message): lose(wire, message)
        }
    }

    /// Waits for room to write only while there is something to be written.
    func watch(_ wire: Wire) {
        guard wires[wire.descriptor] != nil else { return }
        let writing = wire.wantsToWrite ? EPOLLOUT.rawValue : 0
        guard wire.watched != writing else { return }
        wire.watched = writing
        _ = channelkit_epoll_set(
            epoll, Int32(EPOLL_CTL_MOD), wire.descriptor, EPOLLIN.rawValue | EPOLLRDHUP.rawValue | writing,
            UInt64(wire.descriptor))
    }

    func lose(_ wire: Wire, _ message: String) {
        let work = wire.work
        wire.work = nil
        drop(wire)
        // The Sync goes last: without it the server undoes what it has got.
        let loss =
            wire.wantsToWrite
            ? PostgresError(.unreachable, "the connection was lost before all was sent: \(message)")
            : PostgresError(.unknown, "the connection was lost before the database answered: \(message)")
        work?.answer(.failure(wire.failure ?? loss))
    }

    func drop(_ wire: Wire) {
        _ = channelkit_epoll_set(epoll, Int32(EPOLL_CTL_DEL), wire.descriptor, 0, 0)
        idle.removeAll { $0 == wire.descriptor }
        wires[wire.descriptor] = nil
    }
}

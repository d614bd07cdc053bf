import BotModel
import NIOCore
import Synchronization

/// Watches the time-outs of one call: one timer for all of them, set again only when it has gone off too early.
///
/// The timer is the event loop's, not `Task.sleep`: that one stays in memory until its time, also when it is cancelled,
/// and most calls end long before their time-out.
final class Watchdog: Sendable {
    /// What is being waited for.
    enum Phase: Sendable {
        case firstToken, betweenTokens, total
        /// The reply is known; only what may follow it is waited for, briefly.
        case tail
    }

    private struct State {
        var phase = Phase.firstToken
        var limit: ContinuousClock.Instant
        var due: ContinuousClock.Instant
        var timer: Scheduled<Void>?
        var waiter: CheckedContinuation<Void, Never>?
        var isOver = false
        var expired: Phase?
    }

    private let total: ContinuousClock.Instant
    private let idle: Duration
    private let loop: any EventLoop
    private let state: Mutex<State>

    init(total: ContinuousClock.Instant, firstToken: Duration, idle: Duration, loop: any EventLoop) {
        self.total = total
        self.idle = idle
        self.loop = loop
        let limit = min(ContinuousClock.now + firstToken, total)
        state = Mutex(State(limit: limit, due: limit))
    }

    /// The phase whose time has run out, if one has. It stays.
    var expired: Phase? { state.withLock { $0.expired } }

    /// Returns when a time-out has run out, or the call has ended.
    func wait() async {
        repeat { await bell() } while !isOver()
    }

    /// The call has ended.
    func finish() {
        state.withLock { state in
            state.isOver = true
            state.timer?.cancel()
            state.timer = nil
            return state.waiter.take()
        }?.resume()
    }

    /// Something came: the wait begins anew.
    func renew() {
        enter(.betweenTokens, for: idle)
    }

    /// Waits for something else from now on, and so long at most.
    func enter(_ phase: Phase, for duration: Duration) {
        let limit = min(ContinuousClock.now + duration, total)
        let isEarlier = state.withLock { state in
            state.phase = phase
            state.limit = limit
            return limit < state.due
        }
        if isEarlier { schedule() }
    }

    /// Judged by the waiting task and not on the event loop: what came in time but still waits for a thread of the
    /// pool, which may be busy, is taken in before.
    private func isOver() -> Bool {
        state.withLock { state in
            guard !state.isOver, ContinuousClock.now >= state.limit else { return state.isOver }
            state.isOver = true
            state.expired = state.limit >= total ? .total : state.phase
            return true
        }
    }

    /// Returns when the timer has gone off, or the call has ended.
    private func bell() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.isOver { state.waiter = continuation }
                return state.isOver
            }
            if isOver { continuation.resume() } else { schedule() }
        }
    }

    private func schedule() {
        state.withLock { state in
            guard !state.isOver else { return }
            state.timer?.cancel()
            // Never further ahead than the shortest usual wait: then renewing it moves no timer.
            state.due = min(state.limit, ContinuousClock.now + idle)
            state.timer = loop.scheduleTask(in: TimeAmount(state.due - ContinuousClock.now)) { self.ring() }
        }
    }

    private func ring() {
        state.withLock { $0.waiter.take() }?.resume()
    }
}

import Synchronization

/// How many turns are accepted and not over. Bounded: what does not fit is refused at the door, never dropped inside.
final class Capacity: Sendable {
    private struct State {
        var limit: Int
        var used = 0
        /// Rooms taken for what is on its way into the store.
        var unsettled = 0
        var changes = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(limit: Int) { state = Mutex(State(limit: limit)) }

    var limit: Int { state.withLock { $0.limit } }

    /// What is in stays in; whoever waits for room looks again.
    func setLimit(_ limit: Int) {
        state.withLock { $0.limit = limit }
        wake { _ in }
    }

    var used: Int { state.withLock { $0.used } }

    /// Takes room for `count` turns, or none. The last delivery that finds any room gets all that it needs: a large one
    /// would wait for ever where others keep most of the room.
    func reserve(_ count: Int) -> Bool {
        state.withLock { state in
            guard state.used < state.limit else { return false }
            state.used += count
            state.unsettled += 1
            state.changes += 1
            return true
        }
    }

    /// Says how much of a reservation is needed, now that the store has answered.
    func settle(_ reserved: Int, keeping kept: Int) {
        state.withLock { $0.unsettled -= 1 }
        if kept > reserved { occupy(kept - reserved) }
        release(reserved - kept)
    }

    /// What `correct` is to be told; nil while something is on its way into the store.
    var mark: Int? { state.withLock { $0.unsettled == 0 ? $0.changes : nil } }

    /// Puts right what is counted for turns that an operator has deleted. Does nothing where anything has changed since
    /// the mark.
    func correct(to used: Int, since mark: Int) {
        let excess = state.withLock { $0.changes == mark ? $0.used - used : 0 }
        if excess > 0 { release(excess) }
    }

    /// Counts turns that are there anyway: those that an earlier process left, or an operator asks for again.
    func occupy(_ count: Int) { state.withLock { $0.used += count } }

    func release(_ count: Int = 1) {
        guard count > 0 else { return }
        wake { state in
            state.used = max(0, state.used - count)
            state.changes += 1
        }
    }

    private func wake(_ change: (inout State) -> Void) {
        let waiting = state.withLock { state in
            change(&state)
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Waits until something was released since `used` was last seen at or above `level`.
    func wait(untilBelow level: Int) async {
        while !Task.isCancelled {
            if state.withLock({ $0.used < level }) { return }
            await nextRelease(unlessBelow: level)
        }
    }

    private func nextRelease(unlessBelow level: Int) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard state.used >= level, !Task.isCancelled else { return true }
                    state.waiting.append(continuation)
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            wake { _ in }
        }
    }
}

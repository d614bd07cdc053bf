import Synchronization

/// How many turns are accepted and not over. Bounded: what does not fit is refused at the door, never dropped inside.
final class Capacity: Sendable {
    private struct State {
        var used = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    var used: Int { state.withLock { $0.used } }

    /// Takes room for `count` turns, or none.
    func reserve(_ count: Int) -> Bool {
        state.withLock { state in
            guard state.used + count <= limit || (state.used == 0 && count > 0) else { return false }
            state.used += count
            return true
        }
    }

    /// Counts turns that are there anyway: those that an earlier process left.
    func occupy(_ count: Int) { state.withLock { $0.used += count } }

    func release(_ count: Int = 1) {
        let waiting = state.withLock { state in
            state.used -= count
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
            let waiting = state.withLock { state in
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume() }
        }
    }
}

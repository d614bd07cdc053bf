import Synchronization

/// A state behind a lock, and tasks that wait for it to become what they want.
///
/// A wait ends when its task is cancelled, as a test's is whose time is over: a test that waits for what never comes
/// fails, and the run goes on.
public final class Monitor<State: Sendable>: Sendable {
    private struct Waiter {
        var isSatisfied: @Sendable (borrowing State) -> Bool
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct Guarded {
        var state: State
        var waiters: [Int: Waiter] = [:]
        var lastWaiter = 0
    }

    private let guarded: Mutex<Guarded>

    public init(_ state: State) { guarded = Mutex(Guarded(state: state)) }

    /// Reads or changes the state, and wakes whom the change concerns.
    public func withLock<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        let (result, woken) = guarded.withLock { guarded in
            let result = body(&guarded.state)
            let satisfied = guarded.waiters.filter { $0.value.isSatisfied(guarded.state) }
            for id in satisfied.keys { guarded.waiters[id] = nil }
            return (result, satisfied.values.map(\.continuation))
        }
        for continuation in woken { continuation.resume() }
        return result
    }

    /// Returns once the state is so, or the task is cancelled.
    public func wait(until isSatisfied: @escaping @Sendable (borrowing State) -> Bool) async {
        let id = guarded.withLock { guarded in
            guarded.lastWaiter += 1
            return guarded.lastWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isNow = guarded.withLock { guarded in
                    if isSatisfied(guarded.state) || Task.isCancelled { return true }
                    guarded.waiters[id] = Waiter(isSatisfied: isSatisfied, continuation: continuation)
                    return false
                }
                if isNow { continuation.resume() }
            }
        } onCancel: {
            guarded.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume()
        }
    }
}

import Synchronization

/// How many calls came, and how many waited for their answer at once: the proof that a load was what it says.
final class Counts: Sendable {
    private struct State {
        var calls = 0
        var waiting = 0
        var mostWaiting = 0
    }

    private let state = Mutex(State())

    func begin() {
        state.withLock { state in
            state.calls += 1
            state.waiting += 1
            state.mostWaiting = max(state.mostWaiting, state.waiting)
        }
    }

    func end() { state.withLock { $0.waiting -= 1 } }

    /// One line of JSON.
    var description: String {
        state.withLock { state in
            #"{"calls":\#(state.calls),"waiting":\#(state.waiting),"most_waiting":\#(state.mostWaiting)}"# + "\n"
        }
    }
}

import Synchronization

/// What the fake knows: the script, the calls, the connections, and who waits for any of it to change.
final class Ledger: Sendable {
    struct State {
        var script: ArraySlice<FakeOpenAI.Behaviour> = []
        var fallback: FakeOpenAI.Behaviour
        var requests: [FakeOpenAI.Request] = []
        var requestCount = 0
        var openConnections = 0
        var acceptedConnections = 0
        var closedByPeer = 0
        var answered = 0
        fileprivate var waiters: [Waiter] = []
    }

    fileprivate struct Waiter {
        var isSatisfied: @Sendable (borrowing State) -> Bool
        var continuation: CheckedContinuation<Void, Never>
    }

    private let keeping: Int
    private let state: Mutex<State>

    init(fallback: FakeOpenAI.Behaviour, keeping: Int) {
        self.keeping = keeping
        state = Mutex(State(fallback: fallback))
    }

    /// Reads or changes the state, and wakes whom the change concerns.
    func withLock<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        let (result, woken) = state.withLock { state in
            let result = body(&state)
            guard !state.waiters.isEmpty else { return (result, [Waiter]()) }
            let waiters = state.waiters
            state.waiters = waiters.filter { !$0.isSatisfied(state) }
            return (result, waiters.filter { $0.isSatisfied(state) })
        }
        for waiter in woken { waiter.continuation.resume() }
        return result
    }

    func wait(until isSatisfied: @escaping @Sendable (borrowing State) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isNow = state.withLock { state in
                if isSatisfied(state) { return true }
                state.waiters.append(Waiter(isSatisfied: isSatisfied, continuation: continuation))
                return false
            }
            if isNow { continuation.resume() }
        }
    }

    /// Writes a call down, and says what it gets.
    func take(_ request: FakeOpenAI.Request) -> FakeOpenAI.Behaviour {
        withLock { state in
            state.requestCount += 1
            state.requests.append(request)
            // Cut now and then, not with every call.
            if state.requests.count > 2 * keeping { state.requests.removeFirst(keeping) }
            return state.script.popFirst() ?? state.fallback
        }
    }
}

import Monitor

/// What the fake knows: the script, the calls, the connections, and who waits for any of it to change.
final class Ledger: Sendable {
    struct State: Sendable {
        var script: ArraySlice<FakeOpenAI.Behaviour> = []
        var fallback: FakeOpenAI.Behaviour
        var requests: [FakeOpenAI.Request] = []
        var requestCount = 0
        var openConnections = 0
        var acceptedConnections = 0
        var closedByPeer = 0
    }

    private let keeping: Int
    private let state: Monitor<State>

    init(fallback: FakeOpenAI.Behaviour, keeping: Int) {
        self.keeping = keeping
        state = Monitor(State(fallback: fallback))
    }

    func withLock<Result: Sendable>(_ body: (inout State) -> Result) -> Result { state.withLock(body) }

    func wait(until isSatisfied: @escaping @Sendable (borrowing State) -> Bool) async {
        await state.wait(until: isSatisfied)
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

import Monitor

/// What the fake knows: the scripts, the calls, what was accepted, and who waits for any of it to change.
final class Ledger: Sendable {
    struct State: Sendable {
        var script: ArraySlice<FakeGraph.Behaviour> = []
        var fallback = FakeGraph.Behaviour.accept
        var markScript: ArraySlice<FakeGraph.Behaviour> = []
        var requests: [FakeGraph.Request] = []
        var requestCount = 0
        var messages: [FakeGraph.Message] = []
        var marks: [FakeGraph.Mark] = []
        var closedByPeer = 0
    }

    private let keeping: Int
    private let state = Monitor(State())

    init(keeping: Int) { self.keeping = keeping }

    func withLock<Result: Sendable>(_ body: (inout State) -> Result) -> Result { state.withLock(body) }

    func wait(until isSatisfied: @escaping @Sendable (borrowing State) -> Bool) async {
        await state.wait(until: isSatisfied)
    }

    /// Writes a call down.
    func note(_ request: FakeGraph.Request) {
        withLock { state in
            state.requestCount += 1
            state.requests.append(request)
            // Cut now and then, not with every call.
            if state.requests.count > 2 * keeping { state.requests.removeFirst(keeping) }
        }
    }

    /// Gives a send its behaviour and, if that accepts it, an id.
    func take(_ send: FakeGraph.Send, of request: FakeGraph.Request) -> [FakeGraph.Step] {
        withLock { state in
            let behaviour = state.script.popFirst() ?? state.fallback
            guard behaviour.accepts else { return behaviour.steps("") }
            let message = FakeGraph.Message(
                id: FakeGraph.messageID(state.messages.count + 1), send: send, request: request)
            state.messages.append(message)
            return behaviour.steps(message.answer)
        }
    }

    func take(_ mark: FakeGraph.Mark) -> [FakeGraph.Step] {
        withLock { state in
            let behaviour = state.markScript.popFirst() ?? .accept
            if behaviour.accepts { state.marks.append(mark) }
            return behaviour.steps(#"{"success":true}"#)
        }
    }
}

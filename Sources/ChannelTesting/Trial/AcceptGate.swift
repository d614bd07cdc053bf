import BotStore
import Synchronization

/// What a case does to the transaction that records a delivery: lets it through, keeps it waiting, or has it fail.
final class AcceptGate: Sendable {
    private struct State {
        var isHeld = false
        var failure: StoreError?
        var arrived = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// How many deliveries have come to be recorded.
    var arrived: Int { state.withLock { $0.arrived } }

    func hold() { state.withLock { $0.isHeld = true } }
    func fail(_ failure: StoreError?) { state.withLock { $0.failure = failure } }

    func release() {
        let waiting = state.withLock { state in
            state.isHeld = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func pass() async throws(StoreError) {
        await withCheckedContinuation { continuation in
            let passes = state.withLock { state in
                state.arrived += 1
                if state.isHeld { state.waiting.append(continuation) }
                return !state.isHeld
            }
            if passes { continuation.resume() }
        }
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }
}

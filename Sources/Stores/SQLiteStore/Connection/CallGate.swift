import BotStore
import Synchronization

/// Counts the calls under way, so that closing can wait for the last of them and let no other in.
final class CallGate: Sendable {
    private enum Phase {
        case open
        /// Who closes waits for the calls under way.
        case closing(CheckedContinuation<Void, Never>?)
        case closed
    }

    private struct State {
        var phase = Phase.open
        var calls = 0
        /// Others that asked to close, and wait until that is done.
        var bystanders: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func enter() throws(StoreError) {
        let isOpen = state.withLock { state in
            guard case .open = state.phase else { return false }
            state.calls += 1
            return true
        }
        if !isOpen { throw .closed }
    }

    func leave() {
        let closer = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.calls -= 1
            guard state.calls == 0, case .closing(let closer) = state.phase else { return nil }
            state.phase = .closing(nil)
            return closer
        }
        closer?.resume()
    }

    /// Lets no further call in and waits. True for the one caller that is to close, once the last call has left;
    /// false for every other, once it is closed.
    func shut() async -> Bool {
        let isFirst = state.withLock { state in
            guard case .open = state.phase else { return false }
            state.phase = .closing(nil)
            return true
        }
        await withCheckedContinuation { continuation in
            let mayGoOn = state.withLock { state in
                if isFirst {
                    if state.calls == 0 { return true }
                    state.phase = .closing(continuation)
                    return false
                }
                if case .closed = state.phase { return true }
                state.bystanders.append(continuation)
                return false
            }
            if mayGoOn { continuation.resume() }
        }
        return isFirst
    }

    func finishShutting() {
        let bystanders = state.withLock { state in
            state.phase = .closed
            defer { state.bystanders = [] }
            return state.bystanders
        }
        for bystander in bystanders { bystander.resume() }
    }
}

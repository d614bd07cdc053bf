import ChannelKit
import Synchronization

/// Replies that were handed to the program and have no receipt yet. Each is resolved exactly once.
final class PendingReplies: Sendable {
    typealias Outcome = Result<Receipt, ChannelError>

    private struct State {
        var waiting: [String: CheckedContinuation<Outcome, Never>] = [:]
        /// Resolved before anybody waited.
        var early: [String: Outcome] = [:]
        var open: Set<String> = []
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    var isEmpty: Bool { state.withLock { $0.open.isEmpty } }

    /// False where there are too many.
    func open(_ id: String) -> Bool {
        state.withLock { state in
            guard state.open.count < limit else { return false }
            return state.open.insert(id).inserted
        }
    }

    func outcome(of id: String) async -> Outcome {
        await withCheckedContinuation { continuation in
            let early: Outcome? = state.withLock { state in
                if let outcome = state.early.removeValue(forKey: id) { return outcome }
                state.waiting[id] = continuation
                return nil
            }
            if let early { continuation.resume(returning: early) }
        }
    }

    /// A receipt for what is not open is late, or made up: it changes nothing.
    func resolve(_ id: String, _ outcome: Outcome) {
        let continuation: CheckedContinuation<Outcome, Never>? = state.withLock { state in
            guard state.open.remove(id) != nil else { return nil }
            if let continuation = state.waiting.removeValue(forKey: id) { return continuation }
            state.early[id] = outcome
            return nil
        }
        continuation?.resume(returning: outcome)
    }

    func resolveAll(_ outcome: Outcome) {
        for id in state.withLock({ $0.open }) { resolve(id, outcome) }
    }
}

import Synchronization

/// Waits for the first of several words; those that come later are not heard. For one who waits.
final class FirstWord<Word: Sendable>: Sendable {
    private struct State {
        var word: Word?
        var waiting: CheckedContinuation<Word, Never>?
    }

    private let state = Mutex(State())

    func say(_ word: Word) {
        let waiting = state.withLock { state in
            guard state.word == nil else { return nil as CheckedContinuation<Word, Never>? }
            state.word = word
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: word)
    }

    /// Returns when a word was said, whether the waiting task is cancelled or not.
    func heard() async -> Word {
        await withCheckedContinuation { continuation in
            let word = state.withLock { state in
                if state.word == nil { state.waiting = continuation }
                return state.word
            }
            if let word { continuation.resume(returning: word) }
        }
    }
}

import Synchronization

extension FakeOpenAI {
    /// What a reply waits for until a test opens it: so that a test can look at what has come before the rest does.
    public final class Gate: Sendable {
        private struct State {
            var isOpen = false
            var waiting: [@Sendable () -> Void] = []
        }

        private let state = Mutex(State())

        public init() {}

        /// Stays open.
        public func open() {
            let waiting = state.withLock { state in
                state.isOpen = true
                defer { state.waiting = [] }
                return state.waiting
            }
            for go in waiting { go() }
        }

        func whenOpen(_ go: @escaping @Sendable () -> Void) {
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(go) }
                return state.isOpen
            }
            if isOpen { go() }
        }

        deinit { open() }
    }
}

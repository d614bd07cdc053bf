import BotStore
import Synchronization

/// Whether a bot of a case still lives. Once it is cut, nothing that the bot does reaches anyone: not the store, not the
/// platform, not the caller; which is what a kill is, seen from outside.
final class Lifeline: Sendable {
    private let cut = Mutex(false)

    var isAlive: Bool { !cut.withLock { $0 } }

    func end() { cut.withLock { $0 = true } }

    func require() throws(StoreError) {
        if !isAlive { throw StoreError(.unavailable, "the process was killed") }
    }
}

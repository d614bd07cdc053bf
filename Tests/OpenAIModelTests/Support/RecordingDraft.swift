import BotModel
import Synchronization

/// A draft that writes down what is done to it. Once something of it has been shown it cannot be started over.
final class RecordingDraft: ReplyDraft {
    private struct State {
        var pieces: [String] = []
        var restarts = 0
    }

    private let isShown: Bool
    private let state = Mutex(State())

    /// - Parameter isShown: whether every piece counts as shown to somebody at once.
    init(isShown: Bool = false) {
        self.isShown = isShown
    }

    var pieces: [String] { state.withLock { $0.pieces } }
    var text: String { pieces.joined() }
    var restarts: Int { state.withLock { $0.restarts } }

    func append(_ piece: String) {
        state.withLock { $0.pieces.append(piece) }
    }

    func restart() -> Bool {
        state.withLock { state in
            guard !isShown || state.pieces.isEmpty else { return false }
            state.pieces.removeAll()
            state.restarts += 1
            return true
        }
    }
}

import BotModel
import Synchronization

/// A draft that notes when its first word came, and how often it was begun anew: each time the model was asked again.
final class MeasuredDraft: ReplyDraft {
    private struct State {
        var first: Duration?
        var restarts = 0
    }

    let begun = ContinuousClock.now
    private let draft: any ReplyDraft
    private let state = Mutex(State())

    init(_ draft: any ReplyDraft) { self.draft = draft }

    /// From the beginning to the first word of the attempt that counts, where one has come.
    var figures: (first: Duration?, restarts: Int) { state.withLock { ($0.first, $0.restarts) } }

    func append(_ piece: String) {
        state.withLock { if $0.first == nil { $0.first = .now - begun } }
        draft.append(piece)
    }

    func restart() -> Bool {
        guard draft.restart() else { return false }
        state.withLock { state in
            state.first = nil
            state.restarts += 1
        }
        return true
    }
}

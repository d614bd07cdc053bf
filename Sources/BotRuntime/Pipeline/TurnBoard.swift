import ChannelKit
import Synchronization

/// The turns that are going on in this process, by id, so that callers who come later can follow them.
final class TurnBoard: Sendable {
    private struct State {
        var turns: [TurnID: LiveTurn] = [:]
        var isDraining = false
    }

    private let state = Mutex(State())

    /// The live turn of that id, put up if there is none yet.
    func turn(_ id: TurnID) -> LiveTurn {
        let (turn, isDraining) = state.withLock { state in
            if let turn = state.turns[id] { return (turn, state.isDraining) }
            let turn = LiveTurn()
            state.turns[id] = turn
            return (turn, state.isDraining)
        }
        if isDraining { turn.finishUnlessRunning(Self.leftForLater) }
        return turn
    }

    /// The live turn of one that is about to run.
    func begin(_ id: TurnID) -> LiveTurn {
        let turn = state.withLock { state in
            let turn = state.turns[id] ?? LiveTurn()
            state.turns[id] = turn
            return turn
        }
        turn.begin()
        return turn
    }

    /// Takes a turn down and gives its followers the result.
    func finish(_ id: TurnID, _ result: TurnResult) {
        state.withLock { $0.turns.removeValue(forKey: id) }?.finish(result)
    }

    /// From here on only running turns are brought to an end; callers of waiting ones are told to come again.
    func drain() {
        let waiting = state.withLock { state in
            state.isDraining = true
            return Array(state.turns.values)
        }
        for turn in waiting { turn.finishUnlessRunning(Self.leftForLater) }
    }

    var count: Int { state.withLock { $0.turns.count } }

    private static let leftForLater = TurnResult.failed(TurnFailure(error: .shuttingDown, recorded: true))
}

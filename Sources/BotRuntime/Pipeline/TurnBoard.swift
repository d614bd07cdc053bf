import BotStore
import ChannelKit
import Synchronization

/// The turns that are going on in this process, by id, so that callers who come later can follow them.
final class TurnBoard: Sendable {
    private struct State {
        var turns: [TurnID: LiveTurn] = [:]
        /// Until when callers wait for turns that have not begun.
        var waiting: [TurnID: ContinuousClock.Instant] = [:]
        var early = EarlyNotices()
        var isDraining = false
    }

    private let state = Mutex(State())
    private let pace: Pace?

    init(pace: Pace? = nil) { self.pace = pace }

    /// The live turn of that id, put up if there is none yet: then it waits for its turn to begin, until the deadline.
    func turn(_ id: TurnID, until deadline: ContinuousClock.Instant) -> LiveTurn {
        found(id, until: deadline).turn
    }

    /// The same, and whether it was put up.
    func found(_ id: TurnID, until deadline: ContinuousClock.Instant) -> (turn: LiveTurn, isNew: Bool) {
        let (turn, isNew, isDraining) = state.withLock { state in
            if let turn = state.turns[id] { return (turn, false, state.isDraining) }
            let turn = LiveTurn(pace: pace)
            for piece in state.early.take(id).pieces { turn.append(piece) }
            state.turns[id] = turn
            state.waiting[id] = deadline
            return (turn, true, state.isDraining)
        }
        if isDraining { turn.finishUnlessRunning(Self.leftForLater, isLasting: false) }
        return (turn, isNew)
    }

    /// The live turn of one that is about to run. Callers who wait for it are its followers; those of an earlier attempt
    /// that is just ending are not. And the processes that have asked to be shown it already.
    func begin(_ id: TurnID, attempt: Int? = nil) -> (live: LiveTurn, followers: [ProcessID]) {
        state.withLock { state in
            state.waiting[id] = nil
            let followers = state.early.take(id).followers
            if let turn = state.turns[id], turn.begin(attempt: attempt) { return (turn, followers) }
            let turn = LiveTurn(pace: pace)
            _ = turn.begin(attempt: attempt)
            state.turns[id] = turn
            return (turn, followers)
        }
    }

    /// The live turn that another process wants to be shown; nil where it is not on the board yet: then `begin` says who
    /// wants it.
    func follow(_ id: TurnID, by follower: ProcessID) -> LiveTurn? {
        state.withLock { state in
            if let turn = state.turns[id] { return turn }
            state.early.keep(follower, of: id)
            return nil
        }
    }

    /// A piece that another process shows.
    func append(_ piece: TurnPiece) {
        let turn = state.withLock { state in
            if let turn = state.turns[piece.turn] { return turn as LiveTurn? }
            state.early.keep(piece)
            return nil
        }
        turn?.append(piece)
    }

    /// The live turn of that id, where there is one.
    func live(_ id: TurnID) -> LiveTurn? { state.withLock { $0.turns[id] } }

    /// Gives a turn's followers the result and takes it down, unless another attempt is up in its place.
    func finish(_ id: TurnID, _ turn: LiveTurn, _ result: TurnResult, isLasting: Bool = true) {
        takeDown(id, turn)
        turn.finish(result, isLasting: isLasting)
    }

    /// The same for a turn that turns out to be over, or lost, before it ran here. True where it was still up.
    @discardableResult
    func finishUnlessRunning(
        _ id: TurnID, _ turn: LiveTurn, _ result: TurnResult, attempt: Int? = nil, isLasting: Bool = true
    ) -> Bool {
        turn.finishUnlessRunning(result, attempt: attempt, isLasting: isLasting) && takeDown(id, turn)
    }

    /// A turn that ran here is another process's by now: whoever follows it waits for its end there, until the deadline.
    func yield(_ id: TurnID, _ turn: LiveTurn, until deadline: ContinuousClock.Instant) {
        let (isUp, isDraining) = state.withLock { state in
            let isUp = state.turns[id] === turn
            if isUp { state.waiting[id] = deadline }
            return (isUp, state.isDraining)
        }
        turn.yield()
        // Another attempt may be up here already, and nobody would ever tell the followers of this one.
        if isDraining || !isUp { finishUnlessRunning(id, turn, Self.leftForLater, isLasting: false) }
    }

    /// Gives the result to the followers of turns that never began: they were merged into another.
    func finishWaiting(_ ids: [TurnID], _ result: TurnResult) {
        let waiting = state.withLock { state in ids.compactMap { id in state.turns[id].map { (id, $0) } } }
        for (id, turn) in waiting { finishUnlessRunning(id, turn, result) }
    }

    @discardableResult
    private func takeDown(_ id: TurnID, _ turn: LiveTurn) -> Bool {
        state.withLock { state in
            guard state.turns[id] === turn else { return false }
            state.turns[id] = nil
            state.waiting[id] = nil
            return true
        }
    }

    /// Turns that somebody waits for and that have not begun: those with the lowest ids that follow `last`.
    func waiting(after last: TurnID?, limit: Int) -> [(id: TurnID, turn: LiveTurn)] {
        state.withLock { state in
            let ids = state.waiting.keys.filter { id in last.map { id > $0 } ?? true }.sorted()
            return ids.prefix(limit).compactMap { id in state.turns[id].map { (id, $0) } }
        }
    }

    /// Ends the wait for turns that have not begun in time. Returns when the next one's time will be over.
    func expire(at now: ContinuousClock.Instant, with result: TurnResult) -> ContinuousClock.Instant? {
        let (late, next) = state.withLock { state in
            let late = state.waiting.filter { $0.value <= now }.compactMap { id, _ in
                state.turns[id].map { (id, $0) }
            }
            return (late, state.waiting.values.filter { $0 > now }.min())
        }
        for (id, turn) in late { finishUnlessRunning(id, turn, result, isLasting: false) }
        return next
    }

    /// From here on only running turns are brought to an end; callers of waiting ones are told to come again.
    func drain() {
        let waiting = state.withLock { state in
            state.isDraining = true
            return Array(state.turns.values)
        }
        for turn in waiting { turn.finishUnlessRunning(Self.leftForLater, isLasting: false) }
    }

    /// Tells everybody who follows a turn that it is still awaited.
    func beat() {
        for turn in state.withLock({ Array($0.turns.values) }) { turn.beat() }
    }

    var count: Int { state.withLock { $0.turns.count } }

    private static let leftForLater = TurnResult.failed(TurnFailure(error: .shuttingDown, recorded: true))
}

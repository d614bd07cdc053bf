import BotStore
import ChannelKit
import Logging
import Synchronization

/// A turn that somebody follows by its id, wherever it runs: what is on this process's board of it at the time.
final class FollowedTurn: TurnSource {
    /// Before a turn is looked for again that could not be followed any further.
    private static let pause = Duration.milliseconds(250)

    private let turn: TurnID
    private let core: Core
    private let held = Mutex<LiveTurn?>(nil)

    init(_ turn: TurnID, core: Core) {
        self.turn = turn
        self.core = core
    }

    func result() async throws(CancellationError) -> TurnResult { try await live().result() }

    func next(after offset: Int) async throws(CancellationError) -> TurnUpdate {
        try await live().next(after: offset)
    }

    func step(after position: TurnPosition) async throws(CancellationError) -> TurnStep {
        while true {
            let live = await live()
            let step = try await live.step(after: position)
            guard case .finished(_, nil) = step, !core.phase.isDraining else { return step }
            // It goes on: at another process, at another attempt, or behind turns that take long.
            held.withLock { $0 = nil }
            do { try await Task.sleep(for: Self.pause) } catch { throw CancellationError() }
        }
    }

    /// What is followed, until it comes to an end that does not last.
    private func live() async -> LiveTurn {
        if let live = held.withLock({ $0 }) { return live }
        let (live, isNew) = core.board.found(turn, until: .now + core.policy.modelTimeout)
        held.withLock { $0 = live }
        // Who put it up before has asked, or is about to.
        guard isNew else { return live }
        if let shared = core.store as? any SharedStore {
            do {
                try await shared.watch(turn)
            } catch {
                core.logger.debug("a turn could not be watched", metadata: ["turn": "\(turn)", "error": "\(error)"])
            }
        }
        _ = await core.settle(turn, live)
        return live
    }
}

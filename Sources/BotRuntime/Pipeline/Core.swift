import BotModel
import BotStore
import ChannelKit
import Logging

import struct Foundation.Date

/// What every room of the runtime shares: the store, the model, and the boards on which work is put up.
///
/// A class, as is `BegunTurn`: each of thousands of waiting turns holds a reference to it and not a copy.
final class Core: Sendable {
    let store: any Store
    let model: any LanguageModel
    let policy: TurnPolicy
    let capacity: Capacity
    let board: TurnBoard
    let phase: Phase
    let turns: WorkQueue<BegunTurn>
    let outbox: OutboxQueue
    let metrics: RuntimeMetrics
    let logger: Logger
    let now: @Sendable () -> Date
    /// Whoever waited for what was accepted before this has gone with the process they asked.
    let startedAt: Date

    init(
        store: any Store, model: any LanguageModel, policy: TurnPolicy, pendingLimit: Int, logger: Logger,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.store = store
        self.model = model
        self.policy = policy
        capacity = Capacity(limit: pendingLimit)
        board = TurnBoard()
        phase = Phase()
        turns = WorkQueue()
        outbox = OutboxQueue()
        metrics = RuntimeMetrics()
        self.logger = logger
        self.now = now
        startedAt = now()
    }

    /// Hands a begun turn over to be run, and returns what its caller is to follow: by the time the caller comes back to
    /// it, the turn may be over and off the board.
    @discardableResult
    func start(_ turn: Turn) -> LiveTurn {
        let begun = begun(turn)
        turns.put(begun)
        return begun.live
    }

    func begun(_ turn: Turn) -> BegunTurn {
        BegunTurn(turn: turn, live: board.begin(turn.id), deadline: deadline(of: turn))
    }

    /// Of a caller who holds a request open, the time counts from when the turn was accepted: waiting in the lane is part
    /// of it. Lines of a pipe wait for as long as those before them take.
    private func deadline(of turn: Turn) -> ContinuousClock.Instant {
        let deadline = ContinuousClock.now.advanced(by: policy.modelTimeout)
        guard turn.caller == .collects, turn.acceptedAt >= startedAt else { return deadline }
        return deadline - .seconds(max(0, now().timeIntervalSince(turn.acceptedAt)))
    }

    /// How a turn ended, by the store; nil while it has not.
    func result(of turn: TurnID) async throws(StoreError) -> TurnResult? {
        guard let outcome = try await store.outcome(of: turn) else { return .deleted }
        return TurnResult(outcome)
    }
}

/// A turn on its way to being run, and where its reply is put together.
final class BegunTurn: Sendable {
    let turn: Turn
    let live: LiveTurn
    let started = ContinuousClock.now
    /// When the model's answer is of no more use.
    let deadline: ContinuousClock.Instant

    init(turn: Turn, live: LiveTurn, deadline: ContinuousClock.Instant) {
        self.turn = turn
        self.live = live
        self.deadline = deadline
    }
}

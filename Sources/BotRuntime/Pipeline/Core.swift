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
    }

    /// Hands a begun turn over to be run, and returns what its caller is to follow: by the time the caller comes back to
    /// it, the turn may be over and off the board.
    @discardableResult
    func start(_ turn: Turn) -> LiveTurn {
        let live = board.begin(turn.id)
        turns.put(BegunTurn(turn: turn, live: live))
        return live
    }
}

/// A turn on its way to being run, and where its reply is put together.
final class BegunTurn: Sendable {
    let turn: Turn
    let live: LiveTurn
    let started = ContinuousClock.now

    init(turn: Turn, live: LiveTurn) {
        self.turn = turn
        self.live = live
    }
}

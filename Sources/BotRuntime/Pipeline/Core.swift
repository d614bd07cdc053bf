import BotModel
import BotStore
import ChannelKit
import Logging

import struct Foundation.Date

/// What every room of the runtime shares: the store, the model, and the boards on which work is put up.
struct Core: Sendable {
    let store: any Store
    let model: any LanguageModel
    let policy: TurnPolicy
    let capacity: Capacity
    let board: TurnBoard
    let phase: Phase
    let turns: WorkQueue<Turn>
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

    /// Hands a begun turn over to be run. It is on the board before it is in the queue, so a quick end finds its callers.
    func start(_ turn: Turn) {
        _ = board.begin(turn.id)
        turns.put(turn)
    }
}

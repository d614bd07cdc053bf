import BotModel
import BotStore
import ChannelKit
import Logging
import Synchronization

import struct Foundation.Date

/// What every room of the runtime shares: the store, the model, and the boards on which work is put up.
///
/// A class, as is `BegunTurn`: each of thousands of waiting turns holds a reference to it and not a copy.
final class Core: Sendable {
    let store: any Store
    /// The policy and the model; a reload replaces them.
    let assistants: Mutex<Assistants>
    let capacity: Capacity
    let board: TurnBoard
    /// By which those who follow turns are woken.
    let pace: Pace
    let phase: Phase
    let turns: WorkQueue<BegunTurn>
    /// Turns for which the model is being asked, for channels that show it.
    let asked: WorkQueue<BegunTurn>
    let outbox: OutboxQueue
    /// Rung where turns may be begun that could not before.
    let bell: Bell
    /// Turns that are followed at other processes.
    let relays: WorkQueue<Relay>
    let metrics: RuntimeMetrics
    let traces: Traces
    /// Of turns that wait, and of replies.
    let turnOrigins = Origins<TurnID>()
    let replyOrigins = Origins<ReplyID>()
    let logger: Logger
    let now: @Sendable () -> Date
    /// Waits, by the same clock. Throws only when the waiting task is cancelled.
    let sleep: @Sendable (Duration) async throws -> Void
    /// Whoever waited for what was accepted before this has gone with the process they asked.
    let startedAt: Date

    init(
        store: any Store, model: any LanguageModel, policy: TurnPolicy, pendingLimit: Int, logger: Logger,
        metrics: RuntimeMetrics = RuntimeMetrics(), traces: Traces = Traces(),
        now: @escaping @Sendable () -> Date = { Date() },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.store = store
        assistants = Mutex(Assistants(current: Assistant(policy: policy, model: ModelInUse(model))))
        capacity = Capacity(limit: pendingLimit)
        pace = Pace()
        board = TurnBoard(pace: pace)
        phase = Phase()
        turns = WorkQueue()
        asked = WorkQueue()
        outbox = OutboxQueue()
        bell = Bell()
        relays = WorkQueue()
        self.metrics = metrics
        self.traces = traces
        self.logger = logger
        self.now = now
        self.sleep = sleep
        startedAt = now()
    }

    /// Hands a begun turn over to be run, and returns what its caller is to follow: by the time the caller comes back to
    /// it, the turn may be over and off the board.
    @discardableResult
    func start(_ turn: Turn) -> LiveTurn {
        let begun = begin(turn)
        turns.put(begun)
        return begun.live
    }

    /// The time that is so much later than now.
    func time(after delay: Duration) -> Date { now().addingTimeInterval(delay / .seconds(1)) }

    func elapsed(since date: Date) -> Duration { .seconds(now().timeIntervalSince(date)) }

    /// Puts a begun turn on the board. Of a caller who holds a request open, the time counts from when the turn was
    /// accepted: waiting in the lane is part of it. Lines of a pipe wait for as long as those before them take.
    func begin(_ turn: Turn) -> BegunTurn {
        let isWaitedFor = turn.caller == .collects && turn.acceptedAt >= startedAt
        let waited = isWaitedFor ? max(0, now().timeIntervalSince(turn.acceptedAt)) : 0
        let origin = turnOrigins.take(turn.id) ?? .current
        if turn.attempt == 1 {
            let wait = elapsed(since: turn.acceptedAt)
            metrics.took(.queue, wait, channel: turn.channel)
            traces.note("queue", took: wait, in: origin.trace)
        }
        let (live, early) = board.begin(turn.id, attempt: turn.attempt)
        for follower in turn.followers + early { relays.put(Relay(turn: turn.id, live: live, follower: follower)) }
        return BegunTurn(turn: turn, live: live, assistant: employ(), origin: origin, waited: .seconds(waited))
    }

    /// How a turn ended, by the store, and at which attempt; nil while it has not.
    func result(of turn: TurnID) async throws(StoreError) -> (result: TurnResult, attempt: Int?)? {
        guard let standing = try await store.standing(of: turn) else { return (.deleted, nil) }
        return result(standing.outcome).map { ($0, standing.attempt) }
    }

    /// The result that an outcome is, in the words that the configuration has for it; nil while the turn is not over.
    func result(_ outcome: TurnOutcome) -> TurnResult? {
        guard case .failed(let error) = outcome, error.code == RecordedError.paused.code else {
            return TurnResult(outcome)
        }
        return .failed(TurnFailure(error: .paused(policy.pausedMessage), recorded: true))
    }
}

/// A turn on its way to being run, and where its reply is put together.
final class BegunTurn: Sendable {
    let turn: Turn
    let live: LiveTurn
    /// With which it began, and ends.
    let assistant: Assistant
    let origin: Origin
    let started: ContinuousClock.Instant
    /// When an answer is of no use any more.
    let deadline: ContinuousClock.Instant

    /// `assistant`: from `Core.employ`. `waited`: how much of its time is over.
    init(turn: Turn, live: LiveTurn, assistant: Assistant, origin: Origin, waited: Duration) {
        self.turn = turn
        self.live = live
        self.assistant = assistant
        self.origin = origin
        started = .now
        deadline = started + assistant.policy.modelTimeout - waited
    }

    deinit { assistant.model.turns.release() }
}

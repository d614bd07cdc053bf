import BotStore
import ChannelKit
import Logging

/// How a delivery's events are recorded.
///
/// What waits for the store has little in its frame, and what does not wait is never inlined into it: when thousands of
/// deliveries come at once, each keeps those frames until its transaction is durable.
extension Reception {
    /// What became of an event, and the turn that was begun for it.
    struct Recording {
        var outcome: IntakeOutcome
        var live: LiveTurn?
        var caller: Caller
    }

    func record(_ events: [InboundEvent]) async throws(ChannelError) -> [Recording] {
        let intake = intake(of: events)
        let turns = turns(in: intake)
        try await makeRoom(for: turns)
        let start = ContinuousClock.now
        do {
            return begin(try await keep(intake), of: events, roomFor: turns, since: start)
        } catch {
            throw giveUp(after: error, roomFor: turns)
        }
    }

    private func makeRoom(for turns: Int) async throws(ChannelError) {
        while try !reserveRoom(for: turns) {
            await core.capacity.wait(untilBelow: core.capacity.limit)
            if Task.isCancelled { throw .shuttingDown }
        }
    }

    /// Takes room. False: it is to be waited for.
    @inline(never) private func reserveRoom(for turns: Int) throws(ChannelError) -> Bool {
        if core.phase.isDraining { throw .shuttingDown }
        if turns == 0 || core.capacity.reserve(turns) { return true }
        if case .refuse = whenFull { throw .overloaded(retryAfter: .seconds(2)) }
        return false
    }

    /// Gives a delivery to the store. A loop waits while the store has no room either.
    private func keep(_ intake: Intake) async throws(StoreError) -> [IntakeOutcome] {
        var backoff = Backoff(first: .milliseconds(50), limit: .seconds(1))
        while true {
            do {
                return try await core.store.accept(current(intake))
            } catch {
                guard case .wait = whenFull, error.code == .overloaded else { throw error }
                do { try await core.sleep(backoff.next()) } catch _ { throw error }
            }
        }
    }

    @inline(never) private func intake(of events: [InboundEvent]) -> Intake {
        let now = core.now()
        return Intake(
            channel: place.instance, channelType: channelType.name, events: events.map(\.bySubscriber),
            plans: events.map { place.policy.plan(for: $0, now: now) }, overlap: place.policy.overlap,
            limits: place.policy.limits, policy: core.policy.conversation,
            greeting: (place.policy.greetings ?? core.policy.greetings).randomElement() ?? "", mayBegin: false, now: now
        )
    }

    /// A drain may have begun since the last attempt.
    @inline(never) private func current(_ intake: Intake) -> Intake {
        var intake = intake
        intake.mayBegin = core.phase.mayBegin
        return intake
    }

    @inline(never) private func turns(in intake: Intake) -> Int {
        zip(intake.events, intake.plans).count { event, plan in event.wantsTurn && !plan.isSkip }
    }

    /// Nothing may fail here: what the store has begun has to be run.
    @inline(never) private func begin(
        _ outcomes: [IntakeOutcome], of events: [InboundEvent], roomFor turns: Int, since start: ContinuousClock.Instant
    ) -> [Recording] {
        core.metrics.took(.accept, .now - start, channel: place.instance)
        core.traces.note("accept", took: .now - start, ["bot.channel": place.instance])
        for case let turn? in outcomes.map(\.queuedTurn) { core.turnOrigins.put(.current, for: turn) }
        for outcome in outcomes { core.metrics.count(.events, outcome.word, channel: place.instance) }
        CrashPoint.reach(.accepted)
        let pending = zip(events, outcomes).count { event, outcome in outcome.isPending(of: event) }
        if turns > 0 { core.capacity.settle(turns, keeping: pending) }
        if turns == 0, pending > 0 { core.capacity.occupy(pending) }
        let recordings = zip(events, outcomes).map { event, outcome in
            Recording(outcome: outcome, live: outcome.begunTurn.map { core.start($0) }, caller: event.caller)
        }
        for (event, outcome) in zip(events, outcomes) {
            if let error = outcome.obstacle(by: event) { core.outbox.hold(place.instance, after: error) }
        }
        let isTold = place.policy.limits.notice != nil
        if outcomes.contains(where: { $0.mayHaveLeftReplies(isLimitTold: isTold) }) { core.outbox.check() }
        for case .refused(.damaged) in outcomes {
            core.logger.error(
                "a message or status is left: its row in the store is damaged",
                metadata: ["channel": "\(place.instance)"])
        }
        return recordings
    }

    @inline(never) private func giveUp(after error: StoreError, roomFor turns: Int) -> ChannelError {
        if turns > 0 { core.capacity.settle(turns, keeping: 0) }
        core.logger.log(
            level: error.code == .overloaded ? .debug : .error, "a delivery could not be recorded",
            metadata: ["channel": "\(place.instance)", "error": "\(error)"])
        return ChannelError(store: error)
    }
}

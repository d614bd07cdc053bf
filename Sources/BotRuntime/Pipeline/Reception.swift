import BotStore
import ChannelKit
import Logging
import Tracing

import struct Foundation.Date

/// The one place where a channel's verbs are called on a delivery, and the only way into the bot:
/// verify ► authenticate ► receive ► record ► admit.
///
/// Generic is only the way in: what is behind it is compiled once, with frames that the compiler can measure.
struct Reception: Sendable {
    /// What to do with a delivery while there is no room for it.
    enum WhenFull {
        /// Refuse it: whoever brought it will come again.
        case refuse
        /// Wait: the loop that brought it stops reading by that.
        case wait
    }

    enum Outcome: Sendable {
        case answered(HTTPAnswer)
        case admitted([Admission])

        /// In metrics.
        var word: String {
            switch self {
            case .answered: "answered"
            case .admitted: "accepted"
            }
        }
    }

    /// Which instance it is that receives, and where what it receives goes.
    struct Place: Sendable {
        let instance: String
        let policy: ChannelPolicy
        let core: Core
    }

    let place: Place
    let channelType: ChannelType
    let whenFull: WhenFull

    private var core: Core { place.core }

    func receive<C: Channel>(_ delivery: C.Delivery, by channel: C) async throws(ChannelError) -> Outcome {
        // A request has a span of its own.
        guard core.traces.isOn, InstrumentationContext.current == nil else {
            return try await count(delivery, by: channel)
        }
        let result = await core.traces.span("receive", of: .consumer, ["bot.channel": place.instance]) { _ in
            do throws(ChannelError) {
                return Result<Outcome, ChannelError>.success(try await count(delivery, by: channel))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func count<C: Channel>(_ delivery: C.Delivery, by channel: C) async throws(ChannelError) -> Outcome {
        do throws(ChannelError) {
            let outcome = try await take(delivery, by: channel)
            core.metrics.count(.deliveries, outcome.word, channel: place.instance)
            return outcome
        } catch {
            core.metrics.count(.deliveries, error.code.rawValue, channel: place.instance)
            throw error
        }
    }

    private func take<C: Channel>(_ delivery: C.Delivery, by channel: C) async throws(ChannelError) -> Outcome {
        switch try await channel.verify(delivery) {
        case .answered(let answer): return .answered(answer)
        case .genuine: break
        }
        let principal = try await channel.authenticate(delivery)
        let events = try await channel.receive(delivery, from: principal)
        CrashPoint.reach(.received)
        return .admitted(try await admit(events))
    }

    /// Records what is to be recorded in one transaction, answers what is to be answered, and keeps the events' order.
    private func admit(_ events: [InboundEvent]) async throws(ChannelError) -> [Admission] {
        let recorded = events.filter(\.isRecorded)
        let recordings = recorded.isEmpty ? [] : try await record(recorded)
        var rest = recordings.makeIterator()
        var admissions: [Admission] = []
        for event in events {
            if case .history(let query) = event {
                admissions.append(try await history(query))
            } else if case .turn(let query) = event {
                admissions.append(try await core.admission(of: query, at: place.instance))
            } else if let recording = rest.next() {
                admissions.append(await core.admission(of: recording))
            }
        }
        return admissions
    }

    /// What became of an event, and the turn that was begun for it.
    struct Recording {
        var outcome: IntakeOutcome
        var live: LiveTurn?
        var caller: Caller
    }

    private func record(_ events: [InboundEvent]) async throws(ChannelError) -> [Recording] {
        let intake = intake(of: events)
        let turns = zip(events, intake.plans).count { event, plan in event.wantsTurn && !plan.isSkip }
        try await makeRoom(for: turns)
        do {
            let start = ContinuousClock.now
            let outcomes = try await keep(intake)
            core.metrics.took(.accept, .now - start, channel: place.instance)
            core.traces.note("accept", took: .now - start, ["bot.channel": place.instance])
            for case let turn? in outcomes.map(\.queuedTurn) { core.turnOrigins.put(.current, for: turn) }
            for outcome in outcomes { core.metrics.count(.events, outcome.word, channel: place.instance) }
            CrashPoint.reach(.accepted)
            // From here on nothing may fail: what was begun has to be run.
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
        } catch {
            if turns > 0 { core.capacity.settle(turns, keeping: 0) }
            core.logger.log(
                level: error.code == .overloaded ? .debug : .error, "a delivery could not be recorded",
                metadata: ["channel": "\(place.instance)", "error": "\(error)"])
            throw ChannelError(store: error)
        }
    }

    private func intake(of events: [InboundEvent]) -> Intake {
        let now = core.now()
        return Intake(
            channel: place.instance, channelType: channelType.name, events: events.map(\.bySubscriber),
            plans: events.map { place.policy.plan(for: $0, now: now) }, overlap: place.policy.overlap,
            limits: place.policy.limits, policy: core.policy.conversation,
            greeting: (place.policy.greetings ?? core.policy.greetings).randomElement() ?? "", mayBegin: false, now: now
        )
    }

    /// Gives a delivery to the store. A loop waits while the store has no room either.
    private func keep(_ intake: Intake) async throws(StoreError) -> [IntakeOutcome] {
        var intake = intake
        var backoff = Backoff(first: .milliseconds(50), limit: .seconds(1))
        while true {
            intake.mayBegin = core.phase.mayBegin
            do {
                return try await core.store.accept(intake)
            } catch {
                guard case .wait = whenFull, error.code == .overloaded else { throw error }
                do { try await core.sleep(backoff.next()) } catch _ { throw error }
            }
        }
    }

    private func makeRoom(for turns: Int) async throws(ChannelError) {
        while true {
            if core.phase.isDraining { throw .shuttingDown }
            guard turns > 0, !core.capacity.reserve(turns) else { return }
            guard case .wait = whenFull else { throw .overloaded(retryAfter: .seconds(2)) }
            await core.capacity.wait(untilBelow: core.capacity.limit)
            if Task.isCancelled { throw .shuttingDown }
        }
    }

    private func history(_ query: HistoryQuery) async throws(ChannelError) -> Admission {
        do {
            guard let page = try await core.store.history(query, channel: place.instance) else {
                return .refused(ChannelError(refusal: .conversationNotFound))
            }
            return .history(page)
        } catch {
            throw ChannelError(store: error)
        }
    }
}

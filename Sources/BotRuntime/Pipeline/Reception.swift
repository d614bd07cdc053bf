import BotStore
import ChannelKit
import Logging

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

    enum Outcome {
        case answered(HTTPAnswer)
        case admitted([Admission])
    }

    let instance: String
    let channelType: ChannelType
    let core: Core
    let whenFull: WhenFull

    func receive<C: Channel>(_ delivery: C.Delivery, by channel: C) async throws(ChannelError) -> Outcome {
        switch try await channel.verify(delivery) {
        case .answered(let answer): return .answered(answer)
        case .genuine: break
        }
        let principal = try await channel.authenticate(delivery)
        let events = try await channel.receive(delivery, from: principal)
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
            } else if let recording = rest.next() {
                admissions.append(await admission(of: recording))
            }
        }
        return admissions
    }

    /// What became of an event, and the turn that was begun for it.
    private struct Recording {
        var outcome: IntakeOutcome
        var live: LiveTurn?
    }

    private func record(_ events: [InboundEvent]) async throws(ChannelError) -> [Recording] {
        let turns = events.count(where: \.wantsTurn)
        try await makeRoom(for: turns)
        do {
            let outcomes = try await keep(
                Intake(
                    channel: instance, channelType: channelType.name, events: events, policy: core.policy.conversation,
                    greeting: core.policy.greetings.randomElement() ?? "", mayBegin: !core.phase.isDraining,
                    now: core.now()))
            // From here on nothing may fail: what was begun has to be run.
            let pending = zip(events, outcomes).count { event, outcome in outcome.isPending(of: event) }
            if turns > 0 { core.capacity.settle(turns, keeping: pending) }
            let recordings = outcomes.map { outcome in
                Recording(outcome: outcome, live: outcome.begunTurn.map { core.start($0) })
            }
            if outcomes.contains(where: \.mayHaveLeftReplies) { core.outbox.check() }
            return recordings
        } catch {
            if turns > 0 { core.capacity.settle(turns, keeping: 0) }
            core.logger.log(
                level: error.code == .overloaded ? .debug : .error, "a delivery could not be recorded",
                metadata: ["channel": "\(instance)", "error": "\(error)"])
            throw ChannelError(store: error)
        }
    }

    /// Gives a delivery to the store. A loop waits while the store has no room either.
    private func keep(_ intake: Intake) async throws(StoreError) -> [IntakeOutcome] {
        var backoff = Backoff(first: .milliseconds(50), limit: .seconds(1))
        while true {
            do {
                return try await core.store.accept(intake)
            } catch {
                guard case .wait = whenFull, error.code == .overloaded else { throw error }
                do { try await Task.sleep(for: backoff.next()) } catch _ { throw error }
            }
        }
    }

    private func makeRoom(for turns: Int) async throws(ChannelError) {
        while true {
            if core.phase.isDraining { throw .shuttingDown }
            guard turns > 0, !core.capacity.reserve(turns) else { return }
            guard case .wait = whenFull else { throw .overloaded(retryAfter: .seconds(2)) }
            await core.capacity.wait(untilBelow: max(1, core.capacity.limit - turns + 1))
            if Task.isCancelled { throw .shuttingDown }
        }
    }

    private func admission(of recording: Recording) async -> Admission {
        switch recording.outcome {
        case .begun(let turn): return .turn(await ticket(turn.id, live: recording.live))
        case .queued(let turn): return .turn(await ticket(turn))
        case .joined(let turn): return .turn(await ticket(turn, isRepeat: true))
        case .repeated(let turn, let answer):
            let finished = LiveTurn()
            finished.finish(.answered(answer))
            return .turn(await ticket(turn, isRepeat: true, live: finished))
        case .opened(let opening):
            let ticket: TurnTicket? =
                switch opening.turn {
                case .begun(let turn): await ticket(turn.id, live: recording.live)
                case .queued(let turn): await ticket(turn)
                case nil: nil
                }
            return .opened(
                ConversationOpening(
                    user: opening.user, conversation: opening.conversation, greeting: opening.greeting, turn: ticket))
        case .noted: return .noted
        case .refused(let refusal): return .refused(ChannelError(refusal: refusal))
        }
    }

    /// A ticket on the live turn in hand, or on one that somebody else begins: that may be over before it is on the
    /// board here, so the store is asked once it is.
    private func ticket(_ turn: TurnID, isRepeat: Bool = false, live: LiveTurn? = nil) async -> TurnTicket {
        if let live { return TurnTicket(turn: turn, isRepeat: isRepeat, source: live) }
        let live = core.board.turn(turn, until: .now + core.policy.modelTimeout)
        do {
            if let result = try await core.result(of: turn) { core.board.finishUnlessRunning(turn, live, result) }
        } catch {
            core.board.finishUnlessRunning(
                turn, live, .failed(TurnFailure(error: ChannelError(store: error), recorded: true)))
        }
        return TurnTicket(turn: turn, isRepeat: isRepeat, source: live)
    }

    private func history(_ query: HistoryQuery) async throws(ChannelError) -> Admission {
        do {
            guard let page = try await core.store.history(query, channel: instance) else {
                return .refused(ChannelError(refusal: .conversationNotFound))
            }
            return .history(page)
        } catch {
            throw ChannelError(store: error)
        }
    }
}

extension InboundEvent {
    fileprivate var isRecorded: Bool { if case .history = self { false } else { true } }

    fileprivate var wantsTurn: Bool {
        switch self {
        case .message: true
        case .start(let start): start.content != nil
        case .history, .status: false
        }
    }
}

extension IntakeOutcome {
    /// Whether something waits or runs by this event that was not counted before: a turn, or a listener's repetition.
    fileprivate func isPending(of event: InboundEvent) -> Bool {
        switch self {
        case .begun, .queued: return true
        case .opened(let opening): return opening.turn != nil
        case .joined:
            if case .message(let message) = event { return message.caller == .listens }
            return false
        case .repeated, .noted, .refused: return false
        }
    }

    fileprivate var begunTurn: Turn? {
        switch self {
        case .begun(let turn): return turn
        case .opened(let opening):
            if case .begun(let turn) = opening.turn { return turn }
            return nil
        case .queued, .joined, .repeated, .noted, .refused: return nil
        }
    }

    /// A repeated message may get its stored reply again.
    fileprivate var mayHaveLeftReplies: Bool { if case .repeated = self { true } else { false } }
}

import BotStore
import ChannelKit
import Logging
import Tracing

/// How turns end. What waits for the store has little in its frame, for thousands of turns may end at once; what does not
/// wait is never inlined into it.
extension TurnRunner {
    /// Writes the turn's end down, and returns the lane's next turn. What is finished is not given up because the store
    /// fails for a while: callers are told when their time is over, and the end is tried again until it is kept or the bot
    /// stops.
    func record(_ first: TurnEnding, of begun: BegunTurn) async -> BegunTurn? {
        var ending = first
        var backoff = Backoff(first: .milliseconds(100), limit: .seconds(5))
        while true {
            do {
                return try await keep(ending, of: begun)
            } catch  where error.code == .fenced {
                yield(begun, after: error)
                return nil
            } catch  where error.isLasting {
                guard let other = replacement(for: ending, of: begun, after: error) else { return nil }
                ending = other
            } catch {
                report(error, atTheEndOf: begun)
                do { try await core.sleep(backoff.next()) } catch { return nil }
            }
        }
    }

    private func keep(_ ending: TurnEnding, of begun: BegunTurn) async throws(StoreError) -> BegunTurn? {
        if case .byID(let error) = ending.offer { return try await abandon(begun, error, ending) }
        let completion = completion(of: begun, ending)
        let start = ContinuousClock.now
        return finish(begun, try await core.store.complete(completion), ending, since: start)
    }

    private func abandon(
        _ begun: BegunTurn, _ error: RecordedError, _ ending: TurnEnding
    ) async throws(StoreError) -> BegunTurn? {
        let start = ContinuousClock.now
        let completed = try await core.store.abandon(
            begun.turn, error: error, apology: channels[begun.turn.channel]?.policy.apology, now: core.now())
        return finish(begun, completed, ending, since: start)
    }

    @inline(never) private func yield(_ begun: BegunTurn, after error: StoreError) {
        core.logger.warning("a turn is no longer this process's", metadata: begun.turn.metadata)
        core.capacity.release()
        if core.store is any SharedStore {
            // Another process has it by now, or its row was deleted: the store says what becomes of it.
            core.board.yield(begun.turn.id, begun.live, until: begun.deadline)
        } else {
            tell(begun, .failed(TurnFailure(error: ChannelError(store: error), recorded: false)))
        }
    }

    /// What is offered in place of what the store will never take. Nil: the turn is left.
    @inline(never) private func replacement(
        for ending: TurnEnding, of begun: BegunTurn, after error: StoreError
    ) -> TurnEnding? {
        let fault = ChannelError.internalFault("the store does not take its end: \(error)")
        core.logger.error(
            "the store does not take the end of a turn",
            metadata: begun.turn.metadata(["error": "\(error)", "offered": "\(ending.offer.word)"]))
        if let next = ending.next(after: fault) { return next }
        core.capacity.release()
        tell(begun, .failed(TurnFailure(error: fault, recorded: true)))
        return nil
    }

    @inline(never) private func report(_ error: StoreError, atTheEndOf begun: BegunTurn) {
        core.logger.error(
            "the end of a turn could not be stored", metadata: begun.turn.metadata(["error": "\(error)"]))
        // It stays on the board: until it is over its room is nobody else's to give back.
        if .now >= begun.deadline {
            begun.live.finish(
                .failed(TurnFailure(error: ChannelError(store: error), recorded: true)), isLasting: false)
        }
    }

    @inline(never) private func finish(
        _ begun: BegunTurn, _ completed: CompletedTurn, _ ending: TurnEnding, since start: ContinuousClock.Instant
    ) -> BegunTurn? {
        CrashPoint.reach(.completed)
        core.metrics.took(.complete, .now - start, channel: begun.turn.channel)
        core.traces.note("complete", took: .now - start)
        // The store's answer names the row; the failure in hand knows more than the row keeps.
        let result = ending.failure.map(TurnResult.failed) ?? TurnResult(completed.outcome)
        count(begun.turn, completed, failure: ending.failure)
        if core.traces.isOn {
            let origin = Origin(request: begun.origin.request, trace: .current)
            for item in completed.replies { core.replyOrigins.put(origin, for: item.reply.id) }
        }
        core.outbox.send(completed.replies)
        // While a turn is up, its room is not given back by anyone else.
        core.capacity.release(completed.ended)
        if let result { tell(begun, merged: completed.merged, result) }
        return completed.next.map(core.begin)
    }

    private func count(_ turn: Turn, _ completed: CompletedTurn, failure: TurnFailure?) {
        let word: String =
            switch completed.outcome {
            case .answered, .pending: turn.plan.text == nil ? "answered" : "said"
            case .failed(let error): failure?.error.code.rawValue ?? error.code
            case .cancelled: "cancelled"
            }
        core.metrics.count(.turns, word, channel: turn.channel)
        core.metrics.count(.turns, "merged", channel: turn.channel, by: completed.merged.count)
        let age = core.elapsed(since: turn.acceptedAt)
        core.metrics.turnEnded(after: age, channel: turn.channel)
        core.logger.debug(
            "a turn has ended",
            metadata: turn.metadata(["outcome": "\(word)", "milliseconds": "\(age.nanoseconds / 1_000_000)"]))
    }

    /// Gives the result to everyone who waits for it: callers of the messages that were merged into the turn as well.
    private func tell(_ begun: BegunTurn, merged: [TurnID] = [], _ result: TurnResult) {
        core.board.finish(begun.turn.id, begun.live, result)
        core.board.finishWaiting(merged, result)
    }

    @inline(never) private func completion(of begun: BegunTurn, _ ending: TurnEnding) -> TurnCompletion {
        let turn = begun.turn
        var completion = TurnCompletion(
            turn: turn, end: ending.end, mayBeginNext: ending.isWhole && core.phase.mayBegin,
            policy: core.policy.conversation, now: core.now())
        completion.used = ending.used
        let channel = channels[turn.channel]
        completion.apology = channel?.policy.apology
        switch ending.end {
        case .answered(let text, _), .said(let text):
            // What a caller collects is never sent.
            let parts = turn.caller == .collects ? [] : channel?.parts?(text) ?? []
            if parts.count > 1 { completion.parts = parts }
        case .failed, .cancelled: break
        }
        return completion
    }

    /// The bot stops before the turn is done: it goes back to the head of its lane for the next start.
    func leave(_ begun: BegunTurn, used: TurnCompletion.Usage?) async {
        let turn = begun.turn
        core.board.finish(
            turn.id, begun.live, .failed(TurnFailure(error: .shuttingDown, recorded: true)), isLasting: false)
        let error = RecordedError(.shuttingDown, detail: nil)
        do {
            let now = core.now()
            try await core.store.postpone(turn.id, until: now, error: error, used: used, now: now)
        } catch {
            // Left as running, the row is taken over at the next start all the same.
            core.logger.warning("a turn could not be put back", metadata: turn.metadata(["error": "\(error)"]))
        }
        core.capacity.release()
    }
}

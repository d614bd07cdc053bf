import BotStore
import ChannelKit
import Logging
import Tracing

/// How turns end.
extension TurnRunner {
    /// Writes the turn's end down. What is finished is not given up because the store fails for a while: callers are
    /// told when their time is over, and the end is tried again until it is kept or the bot stops.
    ///
    /// What the store will never take is not offered again as it is: once more without the lane's next turn, whose fault
    /// it may be, then as a failure, and then its row is ended as failed by its id alone.
    func record(
        _ end: TurnCompletion.End, of begun: BegunTurn, failure: TurnFailure?, used: TurnCompletion.Usage? = nil
    ) async -> Turn? {
        let turn = begun.turn
        var (end, failure, used) = (end, failure, used)
        var refusals = 0
        var backoff = Backoff(first: .milliseconds(100), limit: .seconds(5))
        while true {
            do {
                var completion = completion(of: turn, end, mayBeginNext: refusals == 0 && core.phase.mayBegin)
                completion.used = used
                let start = ContinuousClock.now
                let completed =
                    if refusals > 2, let failure {
                        try await core.store.abandon(
                            turn, error: RecordedError(failure.error, detail: nil), apology: completion.apology,
                            now: completion.now)
                    } else {
                        try await core.store.complete(completion)
                    }
                CrashPoint.reach(.completed)
                core.metrics.took(.complete, .now - start, channel: turn.channel)
                core.traces.note("complete", took: .now - start)
                finish(begun, completed, failure: failure)
                return completed.next
            } catch  where error.code == .fenced {
                core.logger.warning("a turn is no longer this process's", metadata: turn.metadata)
                core.capacity.release()
                if core.store is any SharedStore {
                    // Another process has it by now, or its row was deleted: the store says what becomes of it.
                    core.board.yield(turn.id, begun.live, until: begun.deadline)
                } else {
                    tell(begun, .failed(TurnFailure(error: ChannelError(store: error), recorded: false)))
                }
                return nil
            } catch  where error.isLasting {
                refusals += 1
                let fault = ChannelError.internalFault("the store does not take its end: \(error)")
                core.logger.error(
                    "the store does not take the end of a turn",
                    metadata: turn.metadata(["error": "\(error)", "refusals": "\(refusals)"]))
                if refusals == 2 {
                    // The answer is not kept; what it cost was spent.
                    if case .answered(_, let usage) = end { used = used ?? usage }
                    end = .failed(RecordedError(fault, detail: nil), partial: nil)
                    failure = TurnFailure(error: fault, recorded: true)
                } else if refusals > 3 {
                    core.capacity.release()
                    tell(begun, .failed(TurnFailure(error: fault, recorded: true)))
                    return nil
                }
            } catch {
                core.logger.error(
                    "the end of a turn could not be stored", metadata: turn.metadata(["error": "\(error)"]))
                // It stays on the board: until it is over its room is nobody else's to give back.
                if .now >= begun.deadline {
                    begun.live.finish(
                        .failed(TurnFailure(error: ChannelError(store: error), recorded: true)), isLasting: false)
                }
                do { try await core.sleep(backoff.next()) } catch { return nil }
            }
        }
    }

    private func finish(_ begun: BegunTurn, _ completed: CompletedTurn, failure: TurnFailure?) {
        // The store's answer names the row; the failure in hand knows more than the row keeps.
        let result = failure.map(TurnResult.failed) ?? TurnResult(completed.outcome)
        count(begun.turn, completed, failure: failure)
        if core.traces.isOn {
            let origin = Origin(request: begun.origin.request, trace: .current)
            for item in completed.replies { core.replyOrigins.put(origin, for: item.reply.id) }
        }
        core.outbox.send(completed.replies)
        // While a turn is up, its room is not given back by anyone else.
        core.capacity.release(completed.ended)
        if let result { tell(begun, merged: completed.merged, result) }
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

    private func completion(of turn: Turn, _ end: TurnCompletion.End, mayBeginNext: Bool) -> TurnCompletion {
        var completion = TurnCompletion(
            turn: turn, end: end, mayBeginNext: mayBeginNext, policy: core.policy.conversation, now: core.now())
        let channel = channels[turn.channel]
        completion.apology = channel?.policy.apology
        switch end {
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

import BotModel
import BotStore
import ChannelKit
import Logging

import struct Foundation.Date

/// Runs turns: asks the model, records the end, and goes on with the lane's next turn.
struct TurnRunner: Sendable {
    let core: Core
    let streams: [String: TurnDispatcher.Stream]

    /// Runs a begun turn and all that its lane brings after it.
    func run(_ first: BegunTurn) async {
        var next: BegunTurn? = first
        while let begun = next {
            // Two steps: the frame in which a turn waits for the model has no room for what comes after.
            let result = await ask(for: begun)
            next = await end(begun, with: result)
        }
    }

    private func ask(for begun: BegunTurn) async -> ModelResult {
        guard begun.deadline > .now else { return .error(.waitedTooLong) }
        if let stream = stream(for: begun.turn) { return await ask(for: begun, showing: stream) }
        return await reply(for: begun)
    }

    /// Shows the reply while it is written. What was not shown when it is whole comes with it, so the last piece may be
    /// left out.
    private func ask(for begun: BegunTurn, showing stream: @escaping TurnDispatcher.Stream) async -> ModelResult {
        let address = ReplyAddress(chat: begun.turn.address, context: begun.turn.replyContext)
        async let _: Void = {
            var offset = 0
            while case .text(let piece, let next) = try? await begun.live.next(after: offset) {
                await stream(piece, address)
                offset = next
            }
        }()
        return await reply(for: begun)
    }

    private func reply(for begun: BegunTurn) async -> ModelResult {
        do {
            return .reply(try await core.model.reply(to: request(for: begun), draft: begun.live))
        } catch {
            return .error(error)
        }
    }

    /// Behind a reference, since it is held while a turn waits.
    private indirect enum ModelResult {
        case reply(ModelReply)
        case error(ModelError)
    }

    private func end(_ begun: BegunTurn, with result: ModelResult) async -> BegunTurn? {
        let end: TurnCompletion.End
        var failure: TurnFailure?
        switch result {
        case .reply(let reply): end = .answered(text: reply.text, usage: TurnCompletion.Usage(reply))
        case .error(let error) where error.code == .cancelled:
            await leave(begun)
            return nil
        case .error(let error):
            let channelError = ChannelError(model: error)
            report(error, on: begun.turn)
            end = .failed(RecordedError(channelError, detail: error.description), partial: error.partial)
            failure = TurnFailure(error: channelError, recorded: true)
        }
        core.metrics.turnEnded(failure?.error.code.rawValue, after: .now - begun.started)
        return await record(end, of: begun, failure: failure).map(core.begun)
    }

    private func request(for begun: BegunTurn) -> ModelRequest {
        let turn = begun.turn
        var messages = turn.history.compactMap { message -> ModelRequest.Message? in
            ModelRequest.Message.Role(rawValue: message.role.rawValue).map {
                ModelRequest.Message(role: $0, content: message.content)
            }
        }
        messages.append(ModelRequest.Message(role: .user, content: turn.content))
        return ModelRequest(
            system: core.policy.systemPrompt, messages: messages, turn: "\(turn.id)-\(turn.attempt)",
            deadline: begun.deadline)
    }

    /// How the reply is shown while it is written, on a channel that wants it.
    private func stream(for turn: Turn) -> TurnDispatcher.Stream? {
        turn.caller == .collects ? nil : streams[turn.channel]
    }

    /// Writes the turn's end down. What is finished is not given up because the store fails for a while: callers are
    /// told when their time is over, and the end is tried again until it is kept or the bot stops.
    ///
    /// What the store will never take is not offered again as it is: once more without the lane's next turn, whose fault
    /// it may be, then as a failure, and then the row is left to the operator and the next start.
    private func record(
        _ end: TurnCompletion.End, of begun: BegunTurn, failure: TurnFailure?
    ) async -> Turn? {
        let turn = begun.turn
        var (end, failure) = (end, failure)
        var refusals = 0
        var backoff = Backoff(first: .milliseconds(100), limit: .seconds(5))
        while true {
            do {
                let completed = try await core.store.complete(
                    TurnCompletion(
                        turn: turn, end: end, mayBeginNext: refusals == 0 && !core.phase.isDraining,
                        policy: core.policy.conversation, now: core.now()))
                finish(begun, completed, failure: failure)
                return completed.next
            } catch  where error.code == .fenced {
                // Its row was deleted, or another process has it by now: nothing more can be said to its callers here.
                core.logger.warning("a turn is no longer this process's", metadata: turn.metadata)
                core.capacity.release()
                core.board.finish(
                    turn.id, begun.live, .failed(TurnFailure(error: ChannelError(store: error), recorded: false)))
                return nil
            } catch  where error.isLasting {
                refusals += 1
                let fault = ChannelError.internalFault("the store does not take its end: \(error)")
                core.logger.error(
                    "the store does not take the end of a turn",
                    metadata: turn.metadata(["error": "\(error)", "refusals": "\(refusals)"]))
                if refusals == 2 {
                    end = .failed(RecordedError(fault, detail: nil), partial: nil)
                    failure = TurnFailure(error: fault, recorded: true)
                } else if refusals > 2 {
                    core.capacity.release()
                    core.board.finish(turn.id, begun.live, .failed(TurnFailure(error: fault, recorded: true)))
                    return nil
                }
            } catch {
                core.logger.error(
                    "the end of a turn could not be stored", metadata: turn.metadata(["error": "\(error)"]))
                if .now >= begun.deadline {
                    core.board.finish(
                        turn.id, begun.live, .failed(TurnFailure(error: ChannelError(store: error), recorded: true)))
                }
                do { try await Task.sleep(for: backoff.next()) } catch { return nil }
            }
        }
    }

    private func finish(_ begun: BegunTurn, _ completed: CompletedTurn, failure: TurnFailure?) {
        // The store's answer names the row; the failure in hand knows more than the row keeps.
        let result = failure.map(TurnResult.failed) ?? TurnResult(completed.outcome)
        core.outbox.send(completed.replies)
        // While a turn is up, its room is not given back by anyone else.
        core.capacity.release(completed.ended)
        if let result { core.board.finish(begun.turn.id, begun.live, result) }
    }

    /// The bot stops before the turn is done: it goes back to the head of its lane for the next start.
    private func leave(_ begun: BegunTurn) async {
        let turn = begun.turn
        core.board.finish(turn.id, begun.live, .failed(TurnFailure(error: .shuttingDown, recorded: true)))
        let error = RecordedError(.shuttingDown, detail: nil)
        do {
            try await core.store.postpone(turn.id, until: core.now(), error: error)
        } catch {
            // Left as running, the row is taken over at the next start all the same.
            core.logger.warning("a turn could not be put back", metadata: turn.metadata(["error": "\(error)"]))
        }
        core.capacity.release()
    }

    private func report(_ error: ModelError, on turn: Turn) {
        let isOperatorsBusiness = [.badKey, .notFound, .quota, .rejected].contains(error.code)
        core.logger.log(
            level: isOperatorsBusiness ? .error : .warning, "a turn has failed",
            metadata: turn.metadata(["error": "\(error)"]))
    }
}

extension Turn {
    var metadata: Logger.Metadata { metadata([:]) }

    func metadata(_ more: Logger.Metadata) -> Logger.Metadata {
        more.merging([
            "channel": "\(channel)", "turn": "\(id)", "conversation": "\(conversation)", "attempt": "\(attempt)",
        ]) { first, _ in first }
    }
}

extension TurnCompletion.Usage {
    init(_ reply: ModelReply) {
        self.init(
            model: reply.model, promptTokens: reply.usage?.prompt, completionTokens: reply.usage?.completion,
            finishReason: reply.finishReason)
    }
}

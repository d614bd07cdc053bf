import BotModel
import BotStore
import ChannelKit
import Tracing

/// What is asked for a turn, and shown meanwhile.
extension TurnRunner {
    /// So long a whole reply waits for its last piece to be shown.
    static let lastMoment = Duration.seconds(1)

    /// Behind a reference, since it is held while a turn waits.
    indirect enum ModelResult: Sendable {
        case reply(ModelReply)
        case error(ModelError)
        /// What the plan says, without the model.
        case text(String)
    }

    func ask(for begun: BegunTurn) async -> ModelResult {
        if let result = resultWithoutModel(of: begun) { return result }
        showWork(on: begun)
        CrashPoint.reach(.modelAsked)
        if let stream = stream(for: begun) { return await ask(for: begun, showing: stream) }
        return await begun.turn.caller == .collects ? cancellableReply(for: begun) : reply(for: begun)
    }

    @inline(never) private func resultWithoutModel(of begun: BegunTurn) -> ModelResult? {
        if begun.live.isCancelled { return .error(.cancelledByUser) }
        if let text = begun.turn.plan.text { return .text(text) }
        return begun.deadline > begun.started ? nil : .error(.waitedTooLong)
    }

    /// In a task of its own, which somebody may cancel: what comes after the turn in its lane goes on in this one.
    @inline(never) private func cancellableReply(for begun: BegunTurn) async -> ModelResult {
        let asking = Task { await reply(for: begun) }
        begun.live.setCall { asking.cancel() }
        let result = await withTaskCancellationHandler {
            await asking.value
        } onCancel: {
            asking.cancel()
        }
        begun.live.setCall(nil)
        return result
    }

    /// Shows the reply while it is written. What was not shown when it is whole comes with it, so the last piece may be
    /// left out.
    ///
    /// In a task of its own, which may be left behind: a channel that does not come back from showing a piece keeps no
    /// whole reply from being stored.
    private func ask(for begun: BegunTurn, showing stream: @escaping HostedChannel.Stream) async -> ModelResult {
        let address = ReplyAddress(chat: begun.turn.address, context: begun.turn.replyContext)
        let over = FirstWord<Void>()
        let showing = Task {
            var offset = 0
            while case .text(let piece, let next) = try? await begun.live.next(after: offset) {
                await stream(piece, address)
                offset = next
            }
            over.say(())
        }
        let result = await reply(for: begun)
        showing.cancel()
        let moment = Task {
            try? await Task.sleep(for: Self.lastMoment)
            over.say(())
        }
        defer { moment.cancel() }
        await over.heard()
        return result
    }

    @inline(never) private func reply(for begun: BegunTurn) async -> ModelResult {
        if core.traces.isOn { return await tracedReply(for: begun) }
        return await askModel(begun)
    }

    private func tracedReply(for begun: BegunTurn) async -> ModelResult {
        await core.traces.span("chat", of: .client, ["gen_ai.operation.name": "chat"]) { span in
            let result = await askModel(begun)
            switch result {
            case .reply(let reply):
                if let model = reply.model { span.attributes["gen_ai.response.model"] = "\(model.prefix(100))" }
                if let usage = reply.usage {
                    span.attributes["gen_ai.usage.input_tokens"] = Int64(usage.prompt)
                    span.attributes["gen_ai.usage.output_tokens"] = Int64(usage.completion)
                }
            case .error(let error): span.fail(error.code.word)
            case .text: break
            }
            return result
        }
    }

    /// What is made before the question and after the answer is never inlined: a turn waits in this frame.
    private func askModel(_ begun: BegunTurn) async -> ModelResult {
        let request = request(for: begun)
        let draft = MeasuredDraft(begun.live)
        let result = await result(of: begun.assistant.model.model, request, draft)
        note(result, draft, begun)
        return result
    }

    private func result(
        of model: any LanguageModel, _ request: ModelRequest, _ draft: MeasuredDraft
    ) async -> ModelResult {
        do { return .reply(try await model.reply(to: request, draft: draft)) } catch { return .error(error) }
    }

    @inline(never) private func request(for begun: BegunTurn) -> ModelRequest {
        let policy = channels[begun.turn.channel]?.policy ?? ChannelPolicy()
        return ModelRequest(for: begun, system: policy.systemPrompt(otherwise: begun.assistant.policy.systemPrompt))
    }

    @inline(never) private func note(_ result: ModelResult, _ draft: MeasuredDraft, _ begun: BegunTurn) {
        switch result {
        case .reply(let reply): core.metrics.modelEnded(.success(reply), draft, channel: begun.turn.channel)
        case .error(let error): core.metrics.modelEnded(.failure(error), draft, channel: begun.turn.channel)
        case .text: break
        }
    }

    /// Hands the turn to whoever shows that the bot is at work, where the channel can.
    @inline(never) private func showWork(on begun: BegunTurn) {
        if channels[begun.turn.channel]?.indicate != nil { core.asked.put(begun) }
    }

    /// How the reply is shown while it is written, on a channel that wants it.
    @inline(never) private func stream(for begun: BegunTurn) -> HostedChannel.Stream? {
        begun.turn.caller == .collects ? nil : channels[begun.turn.channel]?.stream
    }
}

extension ModelError {
    /// Its user wanted it cancelled before the model was asked.
    fileprivate static let cancelledByUser = ModelError(.cancelled, detail: "it was cancelled before it began")
}

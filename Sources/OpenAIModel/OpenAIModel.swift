public import BotModel
public import Logging

/// A model behind OpenAI's Chat Completions API, or behind any server that speaks it.
///
/// Every reply is streamed, for only a stream that is dropped stops costing. A call that failed is made again where
/// that may help: at most `maxRetries` times, within `request.deadline`, and only while the draft can be started over.
/// `shutdown()` must be called before it is let go.
public final class OpenAIModel: LanguageModel {
    let upstream: Upstream
    let chat: ChatRequest
    private let tokens = TokenEstimate()
    private let budget: Int?
    private let policy: RetryPolicy
    private let logger: Logger
    private let pause: Pause

    public convenience init(_ configuration: Configuration, logger: Logger) {
        self.init(configuration, logger: logger, pause: Pause())
    }

    init(_ configuration: Configuration, logger: Logger, pause: Pause) {
        upstream = Upstream(configuration)
        chat = ChatRequest(configuration)
        budget = configuration.promptBudget
        policy = RetryPolicy(maxRetries: configuration.maxRetries)
        self.logger = logger
        self.pause = pause
    }

    public func reply(to request: ModelRequest, draft: any ReplyDraft) async throws(ModelError) -> ModelReply {
        try await ending(of: attempts(at: request), draft: draft).reply()
    }

    /// Little is held in this frame and those below, and what does not wait is never inlined into them: thousands of calls
    /// wait in them at once.
    private func ending(of attempts: Attempts, draft: any ReplyDraft) async -> Exchange.Ending {
        while true {
            if let obstacle = obstacle(to: attempts) { return obstacle }
            let ending = charged(await ask(attempts, draft: draft), attempts)
            guard let wait = wait(after: ending, attempts, draft: draft) else { return ending }
            do { try await pause.sleep(wait) } catch { return cancelled(attempts) }
        }
    }

    public func shutdown() async {
        await upstream.shutdown()
    }

    /// Never inlined: what it needs for a moment would be kept in the frame above.
    @inline(never) private func attempts(at request: ModelRequest) -> Attempts {
        Attempts(request, policy: policy, budget: budget.map(tokens.estimated))
    }

    @inline(never) private func obstacle(to attempts: Attempts) -> Exchange.Ending? {
        if Task.isCancelled { return cancelled(attempts) }
        guard attempts.request.deadline <= .now else { return nil }
        return giveUp(
            attempts, with: Fault(.timedOut, phase: .total, detail: attempts.tally("the deadline has passed")))
    }

    @inline(never) private func cancelled(_ attempts: Attempts) -> Exchange.Ending {
        giveUp(attempts, with: Fault(.cancelled, detail: attempts.tally("cancelled by the caller")))
    }

    private func giveUp(_ attempts: Attempts, with fault: Fault) -> Exchange.Ending {
        var fault = fault
        fault.error.usage = attempts.spent
        return .fault(fault)
    }

    private func ask(_ attempts: Attempts, draft: any ReplyDraft) async -> Exchange.Ending {
        let call: Exchange
        do throws(Fault) { call = try begin(attempts, draft: draft) } catch { return .fault(error) }
        let ending = await upstream.make(call)
        learn(from: ending, attempts)
        return ending
    }

    @inline(never) private func begin(_ attempts: Attempts, draft: any ReplyDraft) throws(Fault) -> Exchange {
        let request = try chat.make(
            system: attempts.request.system, messages: attempts.begin(), turn: attempts.request.turn)
        return upstream.call(
            request, for: attempts.request.turn, until: attempts.request.deadline, draft: draft, logger: logger)
    }

    @inline(never) private func learn(from ending: Exchange.Ending, _ attempts: Attempts) {
        guard case .reply(let reply) = ending, let usage = reply.usage else { return }
        tokens.learn(estimate: attempts.estimate, actual: usage.prompt)
    }

    /// How a call has ended, with what all of them have cost.
    @inline(never) private func charged(_ ending: Exchange.Ending, _ attempts: Attempts) -> Exchange.Ending {
        switch ending {
        case .reply(let reply): return .reply(attempts.total(reply))
        case .fault(var fault):
            attempts.count(fault)
            fault.error.usage = attempts.spent
            fault.error.detail = attempts.tally(fault.error.detail)
            fault.error.summary = attempts.tally(fault.error.summary)
            return .fault(fault)
        }
    }

    /// How long to wait until the next attempt may begin. Nil: it is a reply, or a failure that is to stay.
    @inline(never) private func wait(
        after ending: Exchange.Ending, _ attempts: Attempts, draft: any ReplyDraft
    ) -> Duration? {
        guard case .fault(let fault) = ending else { return nil }
        let wait = attempts.wait(after: fault, random: pause.random())
        // Asked last, and before the wait: nothing more of the old reply is shown from here on.
        guard let wait, draft.restart() else { return nil }
        logger.info(
            "the model is asked again",
            metadata: [
                "model_request": "\(attempts.request.turn)", "code": "\(fault.error.code.rawValue)", "wait": "\(wait)",
                "call": "\(attempts.calls + 1)",
            ])
        return wait
    }
}

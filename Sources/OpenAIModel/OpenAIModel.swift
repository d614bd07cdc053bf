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
        // Little is held in this frame and those below: thousands of calls wait in them at once.
        let attempts = attempts(at: request)
        while true {
            try check(attempts)
            switch await ask(attempts, draft: draft) {
            case .reply(let reply): return attempts.total(reply)
            case .fault(let fault): try await recover(from: fault, attempts, draft: draft)
            }
        }
    }

    public func shutdown() async {
        await upstream.shutdown()
    }

    /// Never inlined: what it needs for a moment would be kept in the frame above.
    @inline(never) private func attempts(at request: ModelRequest) -> Attempts {
        Attempts(request, policy: policy, budget: budget.map(tokens.estimated))
    }

    private func check(_ attempts: Attempts) throws(ModelError) {
        guard !Task.isCancelled else {
            throw ModelError(.cancelled, usage: attempts.spent, detail: attempts.tally("cancelled by the caller"))
        }
        guard attempts.request.deadline > .now else {
            throw ModelError(
                .timedOut, phase: .total, usage: attempts.spent, detail: attempts.tally("the deadline has passed"))
        }
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
        var logger = logger
        logger[metadataKey: "model_request"] = "\(attempts.request.turn)"
        return upstream.call(request, until: attempts.request.deadline, draft: draft, logger: logger)
    }

    private func learn(from ending: Exchange.Ending, _ attempts: Attempts) {
        guard case .reply(let reply) = ending, let usage = reply.usage else { return }
        tokens.learn(estimate: attempts.estimate, actual: usage.prompt)
    }

    /// Waits until the next attempt may begin, or throws the failure that is to stay.
    private func recover(
        from fault: Fault, _ attempts: Attempts, draft: any ReplyDraft
    ) async throws(ModelError) {
        attempts.count(fault)
        var error = fault.error
        error.usage = attempts.spent
        error.detail = attempts.tally(error.detail)
        error.summary = attempts.tally(error.summary)
        let wait = attempts.wait(after: fault, random: pause.random())
        // Asked last, and before the wait: nothing more of the old reply is shown from here on.
        guard let wait, draft.restart() else { throw error }
        logger.info(
            "the model is asked again",
            metadata: [
                "model_request": "\(attempts.request.turn)", "code": "\(error.code.rawValue)", "wait": "\(wait)",
                "call": "\(attempts.calls + 1)",
            ])
        do { try await pause.sleep(wait) } catch {
            throw ModelError(.cancelled, usage: attempts.spent, detail: attempts.tally("cancelled by the caller"))
        }
    }
}

public import BotModel
public import Logging

/// A model behind OpenAI's Chat Completions API, or behind any server that speaks it.
///
/// Every reply is streamed, for only a stream that is dropped stops costing. A call that failed is made again where
/// that may help: at most `maxRetries` times, within `request.deadline`, and only while the draft can be started over.
/// `shutdown()` must be called before it is let go.
public final class OpenAIModel: LanguageModel {
    private let upstream: Upstream
    private let chat: ChatRequest
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
        var attempts = Attempts(request, policy: policy)
        attempts.budget = budget.map(tokens.estimated)
        while true {
            guard !Task.isCancelled else {
                throw ModelError(.cancelled, detail: attempts.tally("cancelled by the caller"))
            }
            guard request.deadline > .now else {
                throw ModelError(.timedOut, phase: .total, detail: attempts.tally("the deadline has passed"))
            }
            do throws(Fault) {
                return try await ask(&attempts, draft: draft)
            } catch {
                try await recover(from: error, &attempts, draft: draft)
            }
        }
    }

    public func shutdown() async {
        await upstream.shutdown()
    }

    private func ask(_ attempts: inout Attempts, draft: any ReplyDraft) async throws(Fault) -> ModelReply {
        let window = attempts.begin()
        var logger = logger
        logger[metadataKey: "turn"] = "\(attempts.request.turn)"
        let reply = try await upstream.call(
            chat.make(system: attempts.request.system, messages: window.messages, turn: attempts.request.turn),
            deadline: attempts.request.deadline, draft: draft, logger: logger)
        if let usage = reply.usage { tokens.learn(estimate: window.estimate, actual: usage.prompt) }
        return reply
    }

    /// Waits until the next attempt may begin, or throws the failure that is to stay.
    private func recover(
        from fault: Fault, _ attempts: inout Attempts, draft: any ReplyDraft
    ) async throws(ModelError) {
        var error = fault.error
        error.detail = attempts.tally(error.detail)
        let wait = attempts.wait(after: fault, random: pause.random())
        // Asked last, and before the wait: nothing more of the old reply is shown from here on.
        guard let wait, draft.restart() else { throw error }
        logger.info(
            "the model is asked again",
            metadata: [
                "turn": "\(attempts.request.turn)", "code": "\(error.code.rawValue)", "wait": "\(wait)",
                "call": "\(attempts.calls + 1)",
            ])
        do { try await pause.sleep(wait) } catch {
            throw ModelError(.cancelled, detail: attempts.tally("cancelled by the caller"))
        }
    }
}

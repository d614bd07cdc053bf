import BotModel
import BotStore

extension TurnCompletion.Usage {
    init(_ reply: ModelReply) {
        self.init(
            model: reply.model, promptTokens: reply.usage?.prompt, completionTokens: reply.usage?.completion,
            finishReason: reply.finishReason)
    }

    /// What was used without an answer. Nil: nothing.
    init?(_ error: ModelError) {
        guard let usage = error.usage else { return nil }
        self.init(promptTokens: usage.prompt, completionTokens: usage.completion)
    }
}

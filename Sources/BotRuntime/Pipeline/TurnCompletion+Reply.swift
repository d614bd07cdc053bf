import BotModel
import BotStore

extension TurnCompletion.Usage {
    init(_ reply: ModelReply) {
        self.init(
            model: reply.model, promptTokens: reply.usage?.prompt, completionTokens: reply.usage?.completion,
            finishReason: reply.finishReason)
    }
}

import BotModel
import BotStore

extension TurnCompletion.Usage {
    /// What a request has cost that brought no answer: what the upstream said, or an estimate of what it was sent and has
    /// written. Nil where it has written nothing and was not left by whoever asked: then it may have refused.
    init?(of request: ModelRequest, endedBy error: ModelError, written: String) {
        if let usage = error.usage {
            self.init(promptTokens: usage.prompt, completionTokens: usage.completion)
        } else if error.code == .cancelled || !written.isEmpty {
            self.init(
                promptTokens: Self.estimate([request.system].compactMap(\.self) + request.messages.map(\.content)),
                completionTokens: written.isEmpty ? 0 : Self.estimate([written]))
        } else {
            return nil
        }
    }

    /// One token for three bytes of UTF-8, and four for what surrounds a message.
    private static func estimate(_ texts: [String]) -> Int {
        texts.reduce(0) { $0 + ($1.utf8.count + 2) / 3 + 4 }
    }
}

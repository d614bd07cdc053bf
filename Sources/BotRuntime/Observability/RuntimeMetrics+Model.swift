import BotModel

extension RuntimeMetrics {
    /// Counts what a question to the model came to.
    func modelEnded(_ result: Result<ModelReply, ModelError>, _ draft: MeasuredDraft, channel: String) {
        let (first, restarts) = draft.figures
        took(.model, .now - draft.begun, channel: channel)
        if let first { took(.modelFirstToken, first, channel: channel) }
        count(.modelCalls, "retried", channel: channel, by: restarts)
        switch result {
        case .success(let reply):
            count(.modelCalls, "answered", channel: channel)
            count(.tokens, "input", channel: channel, by: reply.usage?.prompt ?? 0)
            count(.tokens, "output", channel: channel, by: reply.usage?.completion ?? 0)
        case .failure(let error):
            count(.modelCalls, error.code.word, channel: channel)
        }
    }
}

extension ModelError.Code {
    /// In snake case, as all words in metrics are.
    var word: String {
        rawValue.reduce(into: "") { word, letter in
            word += letter.isUppercase ? "_" + letter.lowercased() : String(letter)
        }
    }
}

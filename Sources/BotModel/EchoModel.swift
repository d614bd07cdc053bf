/// Repeats the user, word by word. Offline and instant: for trying the bot out, and for tests.
public struct EchoModel: LanguageModel {
    public init() {}

    public func reply(to request: ModelRequest, draft: any ReplyDraft) async throws(ModelError) -> ModelReply {
        guard let question = request.messages.last, question.role == .user else {
            throw ModelError(.rejected, detail: "there is nothing to repeat")
        }
        var rest = question.content[...]
        while !rest.isEmpty {
            let word = rest.prefix { $0 != " " }
            let piece = rest.prefix(word.count + 1)
            draft.append(String(piece))
            rest = rest.dropFirst(piece.count)
        }
        return ModelReply(text: question.content, finishReason: "stop", model: "echo")
    }
}

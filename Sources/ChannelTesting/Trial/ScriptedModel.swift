import BotModel
import Synchronization

/// A model that answers at once with what it was asked, or waits until it may.
final class ScriptedModel: LanguageModel {
    private struct State {
        var asked: [String] = []
        var isHeld = false
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var lastID = 0
    }

    private let state = Mutex(State())
    /// Instead of the answer to a question.
    private let answers = Mutex<[String: String]>([:])

    var asked: [String] { state.withLock { $0.asked } }

    static func answer(to question: String) -> String { "re: \(question)" }

    /// From now on calls wait.
    func hold() { state.withLock { $0.isHeld = true } }

    func release() {
        let waiting = state.withLock { state in
            state.isHeld = false
            defer { state.waiting = [:] }
            return state.waiting.values.map { $0 }
        }
        for continuation in waiting { continuation.resume() }
    }

    func answer(_ question: String, with text: String) { answers.withLock { $0[question] = text } }

    func reply(to request: ModelRequest, draft: any ReplyDraft) async throws(ModelError) -> ModelReply {
        let question = request.messages.last?.content ?? ""
        state.withLock { $0.asked.append(question) }
        await pass()
        if Task.isCancelled { throw ModelError(.cancelled, detail: "the case has ended") }
        let text = answers.withLock { $0[question] } ?? Self.answer(to: question)
        draft.append(text)
        return ModelReply(text: text, finishReason: "stop", model: "scripted")
    }

    private func pass() async {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let passes = state.withLock { state in
                    let passes = !state.isHeld || Task.isCancelled
                    if !passes { state.waiting[id] = continuation }
                    return passes
                }
                if passes { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: id) }?.resume()
        }
    }
}

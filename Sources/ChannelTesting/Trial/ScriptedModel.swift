import BotModel
import Synchronization

/// A model that answers at once with what it was asked, or waits until it may: before its answer, or within it.
final class ScriptedModel: LanguageModel {
    /// Where it may be made to wait.
    private enum Gate {
        case answer
        /// Before that piece of an answer; the first is 0.
        case piece(Int)
    }

    private struct State {
        var asked: [String] = []
        var isHeld = false
        /// How many pieces of an answer may be written.
        var pieces = Int.max
        var waiting: [Int: (gate: Gate, continuation: CheckedContinuation<Void, Never>)] = [:]
        var lastID = 0
        /// Instead of the answer to a question.
        var answers: [String: [String]] = [:]

        func isOpen(_ gate: Gate) -> Bool {
            switch gate {
            case .answer: !isHeld
            case .piece(let number): number < pieces
            }
        }
    }

    private let state = Mutex(State())

    var asked: [String] { state.withLock { $0.asked } }

    static func answer(to question: String) -> String { "re: \(question)" }

    /// From now on calls wait.
    func hold() { change { $0.isHeld = true } }
    func release() { change { ($0.isHeld, $0.pieces) = (false, .max) } }

    /// From now on calls wait after the first piece of their answers.
    func pause() { change { $0.pieces = 1 } }
    /// They go on for one piece.
    func step() { change { $0.pieces += 1 } }
    func resume() { change { $0.pieces = .max } }

    func answer(_ question: String, with text: String) { answer(question, inPieces: [text]) }
    func answer(_ question: String, inPieces pieces: [String]) { state.withLock { $0.answers[question] = pieces } }

    func reply(to request: ModelRequest, draft: any ReplyDraft) async throws(ModelError) -> ModelReply {
        let question = request.messages.last?.content ?? ""
        let pieces = state.withLock { state in
            state.asked.append(question)
            return state.answers[question] ?? [Self.answer(to: question)]
        }
        await pass(.answer)
        for (number, piece) in pieces.enumerated() {
            if number > 0 { await pass(.piece(number)) }
            if Task.isCancelled { throw ModelError(.cancelled, detail: "the case has ended") }
            draft.append(piece)
        }
        return ModelReply(text: pieces.joined(), finishReason: "stop", model: "scripted")
    }

    private func change(_ change: (inout State) -> Void) {
        let woken = state.withLock { state in
            change(&state)
            let woken = state.waiting.filter { state.isOpen($0.value.gate) }
            for id in woken.keys { state.waiting[id] = nil }
            return woken.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    private func pass(_ gate: Gate) async {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let passes = state.withLock { state in
                    let passes = state.isOpen(gate) || Task.isCancelled
                    if !passes { state.waiting[id] = (gate, continuation) }
                    return passes
                }
                if passes { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: id) }?.continuation.resume()
        }
    }
}

import BotModel
import Synchronization

/// A model that answers, or fails, at once and remembers what it was asked.
final class CountingModel: LanguageModel {
    private let requests = Mutex<[ModelRequest]>([])
    private let failures: Mutex<[ModelError]>

    /// Fails with these, one after the other, and answers from then on.
    init(failing failures: [ModelError] = []) { self.failures = Mutex(failures) }

    var asked: [String] { requests.withLock { $0.compactMap(\.messages.last?.content) } }
    /// All that was sent each time, as `role: text`.
    var sent: [[String]] { requests.withLock { $0.map { $0.messages.map { "\($0.role): \($0.content)" } } } }
    var deadlines: [ContinuousClock.Instant] { requests.withLock { $0.map(\.deadline) } }

    func reply(to request: ModelRequest, draft: any ReplyDraft) async throws(ModelError) -> ModelReply {
        requests.withLock { $0.append(request) }
        let failure = failures.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        if let failure { throw failure }
        return ModelReply(text: "fine")
    }
}

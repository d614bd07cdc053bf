import BotModel
import Foundation
import Synchronization

/// A model that answers at once and remembers what it was asked.
final class CountingModel: LanguageModel {
    private let requests = Mutex<[ModelRequest]>([])

    var asked: [String] { requests.withLock { $0.compactMap(\.messages.last?.content) } }
    var deadlines: [ContinuousClock.Instant] { requests.withLock { $0.map(\.deadline) } }

    func reply(to request: ModelRequest, draft: any ReplyDraft) async throws(ModelError) -> ModelReply {
        requests.withLock { $0.append(request) }
        return ModelReply(text: "fine")
    }
}

/// A clock that stands still until it is moved.
final class TestClock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))

    var now: Date { time.withLock { $0 } }

    func advance(_ seconds: Double) { time.withLock { $0 += seconds } }
}

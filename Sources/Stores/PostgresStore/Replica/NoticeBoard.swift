import BotStore
import Synchronization

/// Where notices are put up for their one reader. Bounded: one who does not read is told that some were missed.
final class NoticeBoard: Sendable {
    private static let mostWaiting = 10_000

    let notices: AsyncStream<StoreNotice>
    private let continuation: AsyncStream<StoreNotice>.Continuation
    private let hasMissed = Atomic(false)

    init() {
        (notices, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.mostWaiting))
    }

    func post(_ notice: StoreNotice) {
        if hasMissed.exchange(false, ordering: .relaxed), case .dropped = continuation.yield(.gap) {
            hasMissed.store(true, ordering: .relaxed)
        }
        if case .dropped = continuation.yield(notice) { hasMissed.store(true, ordering: .relaxed) }
    }

    func finish() { continuation.finish() }
}

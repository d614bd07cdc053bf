import BotStore

/// Where notices are put up for their one reader. Bounded: one who does not read is told that some were missed.
final class NoticeBoard: Sendable {
    private static let mostWaiting = 10_000

    let notices: AsyncStream<StoreNotice>
    private let continuation: AsyncStream<StoreNotice>.Continuation

    init() {
        (notices, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.mostWaiting))
    }

    func post(_ notice: StoreNotice) { continuation.yield(notice) }

    func finish() { continuation.finish() }
}

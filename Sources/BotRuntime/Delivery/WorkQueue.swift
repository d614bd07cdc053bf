/// Work on its way from whoever found it to the service that does it. Its length is bounded by what is put in: turns
/// by the capacity, replies by `OutboxQueue`.
struct WorkQueue<Work: Sendable>: Sendable {
    let work: AsyncStream<Work>
    private let continuation: AsyncStream<Work>.Continuation

    init() {
        (work, continuation) = AsyncStream.makeStream()
    }

    func put(_ item: Work) { continuation.yield(item) }

    /// Ends the stream once what is in it has been taken.
    func finish() { continuation.finish() }
}

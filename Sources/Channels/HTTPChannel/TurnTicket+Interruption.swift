import ChannelKit

/// Waiting that ends in a result, whatever happens. It is interrupted when the server stops, or when the client has
/// gone, who then reads nothing anyhow. The turn goes on or stays queued: the message is recorded.
extension TurnTicket {
    private static let interrupted = TurnResult.failed(TurnFailure(error: .shuttingDown, recorded: true))

    func settled() async -> TurnResult {
        do { return try await result() } catch { return Self.interrupted }
    }

    func update(after offset: Int) async -> TurnUpdate {
        do { return try await next(after: offset) } catch { return .finished(Self.interrupted) }
    }
}

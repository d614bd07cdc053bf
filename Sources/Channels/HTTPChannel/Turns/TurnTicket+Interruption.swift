import ChannelKit

/// Waiting that ends in a result, whatever happens. It is interrupted when the server stops, or when the client has
/// gone, who then reads nothing anyhow. The turn goes on or stays queued: the message is recorded.
extension TurnTicket {
    private static let interrupted = TurnResult.failed(TurnFailure(error: .shuttingDown, recorded: true))

    func settled() async -> TurnResult {
        do { return try await result() } catch { return Self.interrupted }
    }

    func progress(after position: TurnPosition) async -> TurnStep {
        do { return try await step(after: position) } catch { return .finished(Self.interrupted, nil) }
    }
}

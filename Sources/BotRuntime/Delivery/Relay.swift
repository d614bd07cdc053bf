import BotStore
import ChannelKit

/// A turn that runs here and is followed at another process, which is shown the answer while it is written: what has come
/// within a few hundredths of a second goes together.
struct Relay: Sendable {
    static let interval = Duration.milliseconds(40)

    let turn: TurnID
    let live: LiveTurn
    let follower: ProcessID

    /// Returns when the turn is over: its end comes to the other process by the store.
    func run(_ core: Core, _ store: any SharedStore) async {
        var position = TurnPosition.start
        while let step = try? await live.step(after: position) {
            switch step {
            case .text(let text, let next):
                defer { position = next }
                if text.isEmpty { continue }
                let piece = TurnPiece(turn: turn, attempt: next.attempt, offset: position.offset ?? 0, text: text)
                await store.show(piece, to: [follower])
            case .reset(let start): position = start
            case .finished: return
            }
            do { try await core.sleep(Self.interval) } catch { return }
        }
    }
}

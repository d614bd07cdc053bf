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
        var offset = 0
        while case .text(let text, let next) = try? await live.next(after: offset) {
            await store.show(TurnPiece(turn: turn, offset: offset, text: text), to: [follower])
            offset = next
            do { try await core.sleep(Self.interval) } catch { return }
        }
    }
}

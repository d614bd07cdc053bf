import Synchronization

/// Keeps those who follow turns from being woken for every token: what a turn has got within some hundredths of a second
/// goes to all of them together, by one clock for all turns. The first piece after a pause goes at once.
final class Pace: Sendable {
    static let interval = Duration.milliseconds(25)
    /// So long may a follower hear nothing: proxies close connections that are silent for a minute.
    static let silence = Duration.seconds(15)

    private struct State {
        var isTicking = false
        var due: [LiveTurn] = []
    }

    private let state = Mutex(State())
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init() {
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Whether pieces may wait for the next tick. Before and after that they go at once.
    var isTicking: Bool { state.withLock { $0.isTicking } }

    /// Has the turn's followers woken at the next tick.
    func put(_ turn: LiveTurn) {
        state.withLock { $0.due.append(turn) }
        signal.yield()
    }

    /// Ticks until it is finished or cancelled.
    func run(_ board: TurnBoard) async {
        state.withLock { $0.isTicking = true }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while (try? await Task.sleep(for: Self.silence)) != nil { board.beat() }
            }
            for await _ in signals {
                try? await Task.sleep(for: Self.interval)
                flush()
            }
            group.cancelAll()
        }
        state.withLock { $0.isTicking = false }
        flush()
    }

    func finish() { signal.finish() }

    private func flush() {
        let due = state.withLock { state in
            defer { state.due = [] }
            return state.due
        }
        for turn in due { turn.flush() }
    }
}

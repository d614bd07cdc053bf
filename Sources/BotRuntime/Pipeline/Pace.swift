import Synchronization

/// Keeps those who follow turns from being woken for every token: what a turn has got within some hundredths of a second
/// goes to all of them together, by one clock for all turns. The first piece after a pause goes at once.
final class Pace: Sendable {
    static let interval = Duration.milliseconds(25)
    /// So long may a follower hear nothing: proxies close connections that are silent for a minute.
    static let silence = Duration.seconds(15)

    private let due = Mutex<[LiveTurn]>([])
    private let ticking = Atomic(false)
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init() {
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Whether pieces may wait for the next tick. Before and after that they go at once.
    var isTicking: Bool { ticking.load(ordering: .acquiring) }

    /// Has the turn's followers woken at the next tick.
    func put(_ turn: LiveTurn) {
        due.withLock { $0.append(turn) }
        signal.yield()
    }

    /// Ticks until it is finished or cancelled.
    func run(_ board: TurnBoard) async {
        ticking.store(true, ordering: .releasing)
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
        ticking.store(false, ordering: .releasing)
        flush()
    }

    func finish() { signal.finish() }

    private func flush() {
        let turns = due.withLock { due in
            defer { due = [] }
            return due
        }
        for turn in turns { turn.flush() }
    }
}

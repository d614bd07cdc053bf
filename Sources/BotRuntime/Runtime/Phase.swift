import Synchronization

/// Whether the bot takes new work or brings what it has to an end.
final class Phase: Sendable {
    private let draining = Atomic(false)

    var isDraining: Bool { draining.load(ordering: .acquiring) }

    func drain() { draining.store(true, ordering: .releasing) }
}

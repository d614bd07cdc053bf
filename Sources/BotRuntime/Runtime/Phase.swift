import Synchronization

/// Whether the bot takes new work or brings what it has to an end.
final class Phase: Sendable {
    private let draining = Atomic(false)
    private let recovering = Atomic(false)

    var isDraining: Bool { draining.load(ordering: .acquiring) }

    func drain() { draining.store(true, ordering: .releasing) }

    /// Whether turns that were in flight when an earlier process crashed are run alone. What is accepted meanwhile waits.
    var isRecovering: Bool { recovering.load(ordering: .acquiring) }

    func beginRecovery() { recovering.store(true, ordering: .releasing) }
    func endRecovery() { recovering.store(false, ordering: .releasing) }

    /// Whether a turn may be begun now.
    var mayBegin: Bool { !isDraining && !isRecovering }
}

/// Turns that were begun.
public struct BegunTurns: Sendable {
    public var turns: [Turn]
    /// How many are over by it, of what `pendingTurns` counts: turns that could not be begun, and repetitions that waited.
    public var ended: Int
    /// By how much operators have changed what `pendingTurns` counts since the last `beginTurns`: what they retried, less
    /// what they dropped. `beginSuspect` leaves it at nought.
    public var byOperators: Int
    /// Turns under suspicion are left that may not run before everything else in this process has ended.
    public var mustWait: Bool
    /// `beginTurns` began nothing: turns under suspicion are to be begun before.
    public var hasSuspects = false

    public init(turns: [Turn] = [], ended: Int = 0, byOperators: Int = 0, mustWait: Bool = false) {
        self.turns = turns
        self.ended = ended
        self.byOperators = byOperators
        self.mustWait = mustWait
    }
}

/// Turns that were begun.
public struct BegunTurns: Sendable {
    public var turns: [Turn]
    /// How many are over by it, of what `pendingTurns` counts: turns that could not be begun, and repetitions that waited.
    public var ended: Int

    public init(turns: [Turn] = [], ended: Int = 0) {
        self.turns = turns
        self.ended = ended
    }
}

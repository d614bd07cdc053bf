/// What becomes of replies that a dead process was sending, and of which nothing is known.
public struct ReplyTakeover: Sendable, Hashable {
    /// How long each waits for a report before it is sent again, by instance.
    public var waits: [String: Duration]
    /// How long those of all other instances wait.
    public var otherwise: Duration
    /// One that has had so many sends of unknown outcome is a dead letter.
    public var mostUncertain: Int

    public init(waits: [String: Duration] = [:], otherwise: Duration, mostUncertain: Int) {
        self.waits = waits
        self.otherwise = otherwise
        self.mostUncertain = mostUncertain
    }
}

/// How long to wait before a further attempt.
enum GraphBackoff {
    /// What Meta publishes for the pair limit: 4^X seconds, X being the failures before (1 s, 4 s, 16 s, …). Up to a
    /// quarter more, so that chats which were refused together do not come back together; five minutes at most.
    static func wait(afterAttempt attempt: Int, random: Double) -> Duration {
        var seconds = 1.0
        for _ in 0..<min(max(0, attempt - 1), 5) { seconds *= 4 }
        return .seconds(min(seconds * (1 + 0.25 * random), 300))
    }

    /// Between two looks at whether the credentials have been mended.
    static let mending = Duration.seconds(60)
}

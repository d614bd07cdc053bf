/// How long to wait before a further attempt, where Slack does not say.
enum SlackBackoff {
    /// 1 s, 2 s, 4 s and so on to five minutes, and up to a quarter more, so that chats which were refused together do not
    /// come back together.
    static func wait(afterAttempt attempt: Int, random: Double = .random(in: 0...1)) -> Duration {
        var seconds = 1.0
        for _ in 0..<min(max(0, attempt - 1), 9) { seconds *= 2 }
        return .seconds(min(seconds * (1 + 0.25 * random), 300))
    }

    /// Between two looks at whether the credentials have been mended.
    static let mending = Duration.seconds(60)
}

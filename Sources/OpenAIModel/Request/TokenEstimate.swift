import Synchronization

/// How many tokens a text has, without the model's vocabulary: from its length, corrected by what upstreams report.
final class TokenEstimate: Sendable {
    /// One token for three bytes of UTF-8 is near for prose in every language measured, and four for what surrounds a
    /// message.
    static func tokens(_ text: String) -> Int {
        (text.utf8.count + 2) / 3 + 4
    }

    /// Tokens reported for tokens estimated, the newest counting a fifth.
    private let ratio = Mutex(1.0)

    /// The budget in the estimate's own measure.
    func estimated(_ tokens: Int) -> Int {
        Int(Double(tokens) / ratio.withLock { $0 })
    }

    /// Takes note of what a question that was estimated at `estimate` really had.
    func learn(estimate: Int, actual: Int) {
        guard estimate > 0, actual > 0 else { return }
        // Bounded, so that an upstream with odd counts cannot make everything or nothing fit.
        let observed = min(max(Double(actual) / Double(estimate), 0.25), 4)
        ratio.withLock { $0 = 0.8 * $0 + 0.2 * observed }
    }
}

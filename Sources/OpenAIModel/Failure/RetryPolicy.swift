import BotModel

/// When a failed call is made again: never too often, never too late.
struct RetryPolicy: Sendable {
    /// A longer wait than this is not waited out: somebody is at the other end.
    static let longestWait = Duration.seconds(60)

    var maxRetries: Int

    /// How long to wait before the next call, or nil to give up.
    ///
    /// - Parameters:
    ///   - retries: the calls that were made after the first.
    ///   - remaining: until the deadline. A wait that would not end before it is given up at once.
    ///   - random: from 0 to 1.
    func wait(before remedy: Fault.Remedy, retries: Int, remaining: Duration, random: Double) -> Duration? {
        guard case .again(let after) = remedy, retries < maxRetries else { return nil }
        let wait = after ?? Self.backoff(retries: retries, random: random)
        return wait <= Self.longestWait && wait < remaining ? wait : nil
    }

    /// Half a second, doubled with each call, at most eight; up to a quarter less, so that calls that failed together
    /// do not come back together.
    static func backoff(retries: Int, random: Double) -> Duration {
        let seconds = min(0.5 * Double(1 << min(retries, 10)), 8)
        return .seconds(seconds * (1 - 0.25 * random))
    }
}

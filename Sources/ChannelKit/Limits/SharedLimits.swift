/// How often something may be done under a name, counted by all replicas together: what one address may ask for, say, or
/// a pass that is good once.
///
/// Each name is a token bucket: `count` at once, refilled evenly over `window`. Names are the instance's own.
public protocol SharedLimits: Sendable {
    /// Nil: it may be done, and is counted. Otherwise so long it has to wait, and nothing was counted.
    ///
    /// Once this has returned, the count is durable. Throws `store_unavailable`.
    /// - Parameters:
    ///   - name: any text, of any length; what is kept is a fingerprint. It has the same `count` and `window` each time.
    ///   - count: at least 1.
    ///   - window: from one millisecond to 30 days.
    func draw(_ name: String, count: Int, per window: Duration) async throws(ChannelError) -> Duration?
}

public import BotStore

/// How often something may be tried with accounts, and for how long codes are good.
public struct AccountPolicy: Sendable {
    /// Passwords for one address. Who knows the right one is forgiven the wrong ones.
    public var signInsPerEmail = RateLimit(count: 10, window: .seconds(900))
    /// Passwords and registrations from one remote address.
    public var attemptsPerAddress = RateLimit(count: 60, window: .seconds(900))
    /// So long a refusal takes at least: longer than any hash that is compared with. By its time nobody learns whose there is.
    public var refusalTakes = Duration.seconds(1)
    public var codesPerUser = RateLimit(count: 10, window: .seconds(600))
    public var codeLifetime = Duration.seconds(600)
    /// So many codes of one user are good at the same time.
    public var mostCodes = 3

    public init() {}
}

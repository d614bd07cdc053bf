public import Logging

/// What the runtime gives to one channel instance.
public struct ChannelContext: Sendable {
    /// The instance's name in the YAML: unique, lower-case, the same over restarts.
    public let instance: String
    /// A random id of the store behind the runtime: credentials that name rows must be bound to it, since another
    /// store has other rows under the same ids.
    public let installation: String
    /// Labelled with the instance. Message content belongs at `trace` only, a secret nowhere.
    public let logger: Logger
    /// A small value kept over restarts, such as a polling offset.
    public let cursor: any ChannelCursor
    /// People who have signed up, for a channel that lets them sign in.
    public let accounts: any Accounts
    /// What is counted by all replicas together.
    public let limits: any SharedLimits

    public init(
        instance: String, installation: String, logger: Logger, cursor: any ChannelCursor,
        accounts: any Accounts = NoAccounts(), limits: any SharedLimits = LocalLimits()
    ) {
        self.instance = instance
        self.installation = installation
        self.logger = logger
        self.cursor = cursor
        self.accounts = accounts
        self.limits = limits
    }
}

/// A small durable value, one for each channel instance. At most 4,096 bytes of UTF-8.
public protocol ChannelCursor: Sendable {
    /// The value last saved, or nil at the very first start.
    func load() async throws(ChannelError) -> String?
    /// Returns once the value is durable. A longer value than the limit is an error of kind `invalid`.
    func save(_ value: String) async throws(ChannelError)
}

public import BotModel
public import BotStore
public import ChannelKit

/// What a running bot is to be from now on.
public struct Reconfiguration: Sendable {
    /// One channel instance.
    public struct Instance: Sendable {
        public var name: String
        public var channel: any Channel
        public var policy: ChannelPolicy
        /// Whether its settings are what they were: then the instance that there is goes on.
        public var isUnchanged: Bool

        public init(name: String, channel: any Channel, policy: ChannelPolicy, isUnchanged: Bool) {
            self.name = name
            self.channel = channel
            self.policy = policy
            self.isUnchanged = isUnchanged
        }
    }

    public var policy: TurnPolicy
    /// Nil where the model is what it was.
    public var model: (any LanguageModel)?
    public var channels: [Instance]
    public var pendingTurns: Int
    /// What each user may use a day. Nil: without limit.
    public var budget: DailyBudget?
    /// The keys that have changed and take effect at the next start only, such as `server.port`.
    public var waitingForRestart: [String]
    /// Called when all of it is in force. What is refused is compared with nothing later.
    public var whenApplied: @Sendable () -> Void

    public init(
        policy: TurnPolicy, model: (any LanguageModel)?, channels: [Instance], pendingTurns: Int,
        budget: DailyBudget? = nil, waitingForRestart: [String] = [], whenApplied: @escaping @Sendable () -> Void = {}
    ) {
        self.policy = policy
        self.model = model
        self.channels = channels
        self.pendingTurns = pendingTurns
        self.budget = budget
        self.waitingForRestart = waitingForRestart
        self.whenApplied = whenApplied
    }
}

/// Why a running bot stays as it is: a line for each reason.
public struct ReconfigurationRefused: Error, Sendable {
    public var reasons: [String]
    public init(_ reasons: [String]) { self.reasons = reasons }
}

public import BotStore

/// How the bot converses: what the configuration says about turns.
public struct TurnPolicy: Sendable {
    /// What the model is told before anything else. Nil: nothing.
    public var systemPrompt: String?
    /// One of these is said when a conversation is opened without a message. Not empty.
    public var greetings: [String]
    public var conversation: ConversationPolicy
    /// How long one turn may take where a caller waits.
    public var modelTimeout: Duration
    /// What one who waits is told where a person has taken the conversation over.
    public var pausedMessage: String

    public init(
        systemPrompt: String?, greetings: [String], conversation: ConversationPolicy, modelTimeout: Duration,
        pausedMessage: String = BotConfiguration.Conversation().pausedMessage
    ) {
        self.systemPrompt = systemPrompt
        self.greetings = greetings
        self.conversation = conversation
        self.modelTimeout = modelTimeout
        self.pausedMessage = pausedMessage
    }
}

public import BotStore

/// What an operator decides for one channel instance, whatever its type: read by the runtime beside `type`.
public struct ChannelPolicy: Sendable, Hashable {
    /// What is done with a message that was old when it came.
    public enum Stale: String, Sendable, Hashable, CaseIterable { case skip, answer }

    /// What becomes of messages that arrive while their lane has a turn.
    public var overlap = OverlapPolicy.queue
    /// A message whose own time is older than this is stale. Nil: none ever is.
    public var maxAge: Duration? = .seconds(24 * 3_600)
    public var stale = Stale.skip
    /// How long a failing model is asked again for a message for which nobody waits, from when it was accepted.
    public var turnRetryFor = Duration.seconds(3_600)
    /// What somebody who does not wait is told when there will be no answer. Nil: nothing.
    public var apology: String? = "Sorry, I could not answer your message. Please try again later."
    /// By word, lower-case and without spaces around it. Only a whole message is compared.
    public var commands = ChannelPolicy.standardWords
    /// What is answered to a command.
    public var commandReplies: [TurnPlan.Command: String] = [
        .reset: "Done. We start from the beginning.",
        .stop: "You will get no more answers here. Write /start to change that.",
        .start: "Welcome back. How can I help you?",
    ]
    /// What is answered to a code by which a chat becomes a registered user's. Nil: there are no such codes here.
    public var linking: LinkTexts? = ChannelPolicy.standardLinkTexts
    /// Nothing is limited unless it is configured.
    public var limits = RateLimits()
    /// What this instance's assistant is told instead of what the bot's is; nil: the same. Empty: nothing.
    public var systemPrompt: String?
    /// What is said first here, instead of what the bot says; nil: the same.
    public var greetings: [String]?

    public init() {}

    /// What the model is told before anything else. Nil: nothing.
    func systemPrompt(otherwise prompt: String?) -> String? {
        guard let systemPrompt else { return prompt }
        return systemPrompt.isEmpty ? nil : systemPrompt
    }

    static let standardLinkTexts = LinkTexts(
        linked: "Done. From now on I know you here, too.",
        wrong: "That code is wrong or too old. Ask for a new one where you are signed in.",
        limited: "Those were too many codes. Wait ten minutes, then ask for a new one.",
        linkedAlready: "This chat belongs to an account already. Unlink it there first.",
        unavailable: "A code is of no use here. Send it by the channel that you want to link.")

    static let standardWords: [String: TurnPlan.Command] = ["/reset": .reset, "/stop": .stop, "/start": .start]
}

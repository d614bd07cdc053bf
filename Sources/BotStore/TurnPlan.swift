/// What is done with a message, decided by the runtime before it is recorded. It is kept with the turn.
public enum TurnPlan: Sendable, Hashable {
    /// The model is asked.
    case answer
    /// This text is the reply.
    case say(String)
    /// Words that a user said to the bot itself. The text is the reply. `stop` and `start` hold as soon as they are
    /// recorded, whatever the limits say; with an empty text that is all, and they are recorded as skipped.
    case command(Command, text: String)
    /// Recorded under the name of a rule, and not answered.
    case skip(rule: String)
    /// The message is a code that makes the chat a registered user's. What becomes of it is decided where it is accepted;
    /// from then on the plan is to `say` so.
    case link(LinkAttempt)

    public enum Command: String, Sendable, Hashable, CaseIterable {
        /// Finishes the conversation: the next message opens a new one.
        case reset
        /// Opts out: until `start`, the user's messages are recorded as skipped.
        case stop
        /// Opts in again.
        case start
    }
}

/// What becomes of messages that arrive while their lane has a turn.
public enum OverlapPolicy: Sendable, Hashable {
    /// Each waits and has a turn of its own.
    case queue
    /// Those that wait become one turn when their time comes. A message that finds its lane free waits for `window`,
    /// so that what follows at once joins it.
    case merge(window: Duration)
}

/// How often somebody may ask. Nil is without limit.
public struct RateLimits: Sendable, Hashable {
    public var user: RateLimit?
    public var channel: RateLimit?
    /// For conversation starts, by client address.
    public var address: RateLimit?
    /// What somebody who does not wait for the answer is told, at most once a window of `user`. Nil: nothing.
    public var notice: String?

    public init(
        user: RateLimit? = nil, channel: RateLimit? = nil, address: RateLimit? = nil, notice: String? = nil
    ) {
        self.user = user
        self.channel = channel
        self.address = address
        self.notice = notice
    }
}

/// A token bucket: `count` at once, refilled evenly over `window`.
public struct RateLimit: Sendable, Hashable {
    public var count: Int
    public var window: Duration

    public init(count: Int, window: Duration) {
        self.count = count
        self.window = window
    }
}

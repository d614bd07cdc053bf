public import ChannelKit

public import struct Foundation.Date

/// One delivery on its way into the store.
public struct Intake: Sendable {
    /// The instance's name, and its type (kept as the origin of users that it brings).
    public var channel: String
    public var channelType: String
    /// `message`, `start` and `status` events. A history query is not recorded and not accepted here.
    public var events: [InboundEvent]
    /// What is done with each event's message; as many as `events`, or none where all are to be answered.
    public var plans: [TurnPlan]
    /// What becomes of messages that arrive while their lane has a turn.
    public var overlap: OverlapPolicy
    public var limits: RateLimits
    public var policy: ConversationPolicy
    /// What the bot says when a conversation is opened without a message. Chosen by the runtime.
    public var greeting: String
    /// Whether turns may be begun at once. False while the runtime drains: then they wait in their lanes.
    public var mayBegin: Bool
    public var now: Date

    public init(
        channel: String, channelType: String, events: [InboundEvent], plans: [TurnPlan] = [],
        overlap: OverlapPolicy = .queue, limits: RateLimits = RateLimits(), policy: ConversationPolicy,
        greeting: String, mayBegin: Bool, now: Date
    ) {
        self.channel = channel
        self.channelType = channelType
        self.events = events
        self.plans = plans
        self.overlap = overlap
        self.limits = limits
        self.policy = policy
        self.greeting = greeting
        self.mayBegin = mayBegin
        self.now = now
    }
}

/// When a conversation is over, and how much of it the model is shown.
public struct ConversationPolicy: Sendable, Hashable {
    public var idleTimeout: Duration
    /// In messages, the one to be answered not counted.
    public var historyLimit: Int

    public init(idleTimeout: Duration, historyLimit: Int) {
        self.idleTimeout = idleTimeout
        self.historyLimit = historyLimit
    }
}

/// What became of one event.
public enum IntakeOutcome: Sendable {
    /// Accepted and begun: the caller must now run it.
    case begun(Turn)
    /// Accepted; waits in its lane. Also a message that had failed for its caller and is now asked again.
    case queued(TurnID)
    /// Known already: this is the turn it has. It is not over, or the repetition of one who listens waits for others
    /// before it; such a repetition counts among what is pending.
    case joined(TurnID)
    /// Known already, and answered.
    case repeated(TurnID, TurnAnswer)
    case opened(Opening)
    /// Recorded under a rule, and not answered.
    case skipped(TurnID, rule: String)
    /// A status, or a message that is known and over. `dueReplies`: replies of the instance may be sent now that could not
    /// before. `hasFailed`: by this status, and by none before it, the latest send of a reply has failed.
    case noted(dueReplies: Bool, hasFailed: Bool = false)
    case refused(Refusal)

    /// A conversation that was opened. Exactly one of `greeting` and `turn` is there.
    public struct Opening: Sendable {
        public var user: UserID
        public var conversation: ConversationID
        public var greeting: String?
        public var turn: OpeningTurn?

        public init(user: UserID, conversation: ConversationID, greeting: String?, turn: OpeningTurn?) {
            self.user = user
            self.conversation = conversation
            self.greeting = greeting
            self.turn = turn
        }
    }

    /// The turn of the message that came with an opening.
    public enum OpeningTurn: Sendable {
        case begun(Turn)
        case queued(TurnID)
    }

    /// Why an event left no trace.
    public enum Refusal: Sendable, Hashable {
        /// The conversation does not exist, or is not the sender's.
        case conversationNotFound
        /// The user does not exist.
        case userNotFound
        /// The credential by which the sender was known has been taken back.
        case revoked
        /// The same message id came before with other content.
        case differentContent
        /// Somebody who waits for the answer asks too often.
        case rateLimited(retryAfter: Duration)
        /// Somebody who waits for the answer has opted out.
        case optedOut
        /// A row that belongs to it cannot be read, and never will be.
        case damaged
    }
}

public import ChannelKit

public import struct Foundation.Date

/// A turn that has been begun: all that is needed to ask the model.
public struct Turn: Sendable, Hashable {
    public var id: TurnID
    public var channel: String
    public var address: ChatAddress
    public var user: UserID
    public var conversation: ConversationID
    /// The platform's id of the message.
    public var messageID: String
    public var content: String
    public var plan: TurnPlan
    public var caller: Caller
    /// What the channel wrote into `InboundMessage.replyContext`.
    public var replyContext: String?
    /// 1 for the first time it is begun.
    public var attempt: Int
    public var acceptedAt: Date
    /// Messages that this turn answers as well, in order, after the first: `content` holds only the first.
    public var merged: [String]
    /// What was said before, oldest first, at most `historyLimit` messages: whole turns only, so that it begins with a
    /// user's message unless it is the conversation from its very start. Incomplete replies are left out.
    public var history: [Message]

    public init(
        id: TurnID, channel: String, address: ChatAddress, user: UserID, conversation: ConversationID,
        messageID: String, content: String, plan: TurnPlan = .answer, caller: Caller, replyContext: String? = nil,
        attempt: Int, acceptedAt: Date, merged: [String] = [], history: [Message]
    ) {
        self.id = id
        self.channel = channel
        self.address = address
        self.user = user
        self.conversation = conversation
        self.messageID = messageID
        self.content = content
        self.plan = plan
        self.caller = caller
        self.replyContext = replyContext
        self.attempt = attempt
        self.acceptedAt = acceptedAt
        self.merged = merged
        self.history = history
    }

    public struct Message: Sendable, Hashable {
        public var role: Role
        public var content: String

        public init(role: Role, content: String) {
            self.role = role
            self.content = content
        }
    }
}

/// How a turn is to be ended.
public struct TurnCompletion: Sendable {
    public enum End: Sendable {
        /// The whole reply.
        case answered(text: String, usage: Usage?)
        /// The text of a plan that does not ask the model. What a command does is done with it.
        case said(String)
        /// No reply. `partial`: what had come of one that broke off, stored as incomplete.
        case failed(RecordedError, partial: String?)
        case cancelled(partial: String?)
    }

    /// What the answer cost.
    public struct Usage: Sendable, Hashable {
        public var model: String?
        public var promptTokens: Int?
        public var completionTokens: Int?
        public var finishReason: String?

        public init(
            model: String? = nil, promptTokens: Int? = nil, completionTokens: Int? = nil, finishReason: String? = nil
        ) {
            self.model = model
            self.promptTokens = promptTokens
            self.completionTokens = completionTokens
            self.finishReason = finishReason
        }
    }

    public var turn: Turn
    public var end: End
    /// The texts in which the reply is sent, where it takes more than one.
    public var parts: [String]
    /// What an absent caller is told of a turn that failed for good. Nil: nothing.
    public var apology: String?
    /// Whether the lane's next turn may be begun in the same transaction. False while the runtime drains.
    public var mayBeginNext: Bool
    public var policy: ConversationPolicy
    public var now: Date

    public init(
        turn: Turn, end: End, parts: [String] = [], apology: String? = nil, mayBeginNext: Bool,
        policy: ConversationPolicy, now: Date
    ) {
        self.turn = turn
        self.end = end
        self.parts = parts
        self.apology = apology
        self.mayBeginNext = mayBeginNext
        self.policy = policy
        self.now = now
    }
}

/// What follows from a turn's end.
public struct CompletedTurn: Sendable {
    public var outcome: TurnOutcome
    /// Replies to be sent now, taken already, for callers that listen or are absent.
    public var replies: [OutboxItem]
    /// The lane's next turn, begun.
    public var next: Turn?
    /// How many are over by it, of what `pendingTurns` counts: the turn itself, those merged into it, and repetitions that waited.
    public var ended: Int
    /// The turns of the messages that were merged into this one: its end is theirs.
    public var merged: [TurnID]

    public init(outcome: TurnOutcome, replies: [OutboxItem], next: Turn?, ended: Int, merged: [TurnID] = []) {
        self.outcome = outcome
        self.replies = replies
        self.next = next
        self.ended = ended
        self.merged = merged
    }
}

/// What became of a turn.
public enum TurnOutcome: Sendable, Hashable {
    /// Queued or running.
    case pending
    case answered(TurnAnswer)
    case failed(RecordedError)
    case cancelled
}

/// An error as it is kept in a row.
public struct RecordedError: Sendable, Hashable {
    public var code: String
    /// `ChannelError.Kind`'s word.
    public var kind: String
    /// Safe to show to a user.
    public var message: String
    public var retryAfter: Duration?
    /// For operators; never a secret.
    public var detail: String?

    public init(code: String, kind: String, message: String, retryAfter: Duration? = nil, detail: String? = nil) {
        self.code = code
        self.kind = kind
        self.message = message
        self.retryAfter = retryAfter
        self.detail = detail
    }
}

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
    /// Other processes at which somebody follows the turn.
    public var followers: [ProcessID]

    public init(
        id: TurnID, channel: String, address: ChatAddress, user: UserID, conversation: ConversationID,
        messageID: String, content: String, plan: TurnPlan = .answer, caller: Caller, replyContext: String? = nil,
        attempt: Int, acceptedAt: Date, merged: [String] = [], history: [Message],
        followers: [ProcessID] = []
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
        self.followers = followers
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

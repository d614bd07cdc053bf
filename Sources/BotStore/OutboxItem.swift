public import ChannelKit

public import struct Foundation.Date

/// A reply that was taken to be sent.
public struct OutboxItem: Sendable, Hashable {
    public var channel: String
    public var reply: Reply
    public var address: ReplyAddress
    /// Which attempt this is, and how many before it had an unknown outcome: since an operator asked for the reply again,
    /// where one did. `reply.attempt` counts all.
    public var attempt: Int
    public var uncertain: Int

    /// `attempt`: nil where it is the reply's own.
    public init(channel: String, reply: Reply, address: ReplyAddress, attempt: Int? = nil, uncertain: Int = 0) {
        self.channel = channel
        self.reply = reply
        self.address = address
        self.attempt = attempt ?? reply.attempt
        self.uncertain = uncertain
    }
}

/// What became of a send.
public enum SendOutcome: Sendable, Hashable {
    case sent(platformIDs: [String])
    /// Certainly not sent; again at or after this time. `counts`: whether it was an attempt of the reply's own, or held
    /// up by something that concerns all.
    case retry(at: Date, RecordedError, counts: Bool)
    /// Certainly not sent; again at once, by the channel's other way.
    case fallback(RecordedError)
    /// Certainly not sent, for good: a dead letter.
    case dead(RecordedError)
    /// It may have been sent; again at or after this time.
    case unknown(retryAt: Date, RecordedError)
}

public import ChannelKit

public import struct Foundation.Date

/// A reply that was taken to be sent.
public struct OutboxItem: Sendable, Hashable {
    public var channel: String
    public var reply: Reply
    public var address: ReplyAddress

    public init(channel: String, reply: Reply, address: ReplyAddress) {
        self.channel = channel
        self.reply = reply
        self.address = address
    }
}

/// What became of a send.
public enum SendOutcome: Sendable, Hashable {
    case sent(platformIDs: [String])
    /// Certainly not sent; again at or after this time.
    case retry(at: Date, RecordedError)
    /// Certainly not sent, for good: a dead letter.
    case dead(RecordedError)
    /// It may have been sent; again at or after this time.
    case unknown(retryAt: Date, RecordedError)
}

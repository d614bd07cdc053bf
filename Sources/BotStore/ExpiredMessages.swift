public import ChannelKit

/// What one step of deleting old messages has come to.
public struct ExpiredMessages: Sendable, Hashable {
    public var messages: Int
    /// Conversations of which nothing was left.
    public var conversations: Int
    /// Guests of whom nothing was left.
    public var users: Int
    /// Where the next step goes on. Nil: everything old enough was looked at.
    public var next: MessageID?

    public init(messages: Int = 0, conversations: Int = 0, users: Int = 0, next: MessageID?) {
        self.messages = messages
        self.conversations = conversations
        self.users = users
        self.next = next
    }
}

/// Somebody opens a conversation.
///
/// Without `content` the bot greets: the greeting is the conversation's first assistant message. With it, the message
/// is the conversation's first turn.
public struct ConversationStart: Sendable, Hashable {
    public var sender: Sender
    public var profile: Profile
    public var content: String?
    /// Where the request came from, as far as the server can tell: starts are limited by it, for guests are free.
    public var clientAddress: String?

    public init(sender: Sender, profile: Profile = Profile(), content: String? = nil, clientAddress: String? = nil) {
        self.sender = sender
        self.profile = profile
        self.content = content
        self.clientAddress = clientAddress
    }
}

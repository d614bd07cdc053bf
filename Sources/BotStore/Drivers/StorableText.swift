public import ChannelKit

extension String {
    /// The text as databases can hold it. A NUL would end the text there; the replacement character takes its place.
    public var storable: String {
        utf8.contains(0) ? String(map { $0 == "\0" ? "\u{FFFD}" : $0 }) : self
    }
}

extension InboundMessage {
    public var storable: InboundMessage {
        var message = self
        message.id = id.storable
        message.sender = sender.storable
        message.profile = profile.storable
        message.address = ChatAddress(address.rawValue.storable)
        if case .named(let name) = conversation { message.conversation = .named(name.storable) }
        message.content = content.storable
        message.replyContext = replyContext?.storable
        return message
    }
}

extension Sender {
    public var storable: Sender {
        guard case .identity(let identity) = self else { return self }
        return .identity(
            Identity(
                scope: identity.scope.storable, id: identity.id.storable, aliases: identity.aliases.map(\.storable)))
    }
}

extension Profile {
    public var storable: Profile {
        Profile(name: name?.storable, email: email?.storable, phoneNumber: phoneNumber?.storable)
    }
}

extension ConversationStart {
    public var storable: ConversationStart {
        var start = self
        start.sender = sender.storable
        start.profile = profile.storable
        start.content = content?.storable
        start.clientAddress = clientAddress?.storable
        return start
    }
}

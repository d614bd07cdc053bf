import ChannelKit

extension String {
    /// The text as SQLite can hold it. A NUL would end the text there; the replacement character takes its place.
    var storable: String {
        utf8.contains(0) ? String(map { $0 == "\0" ? "\u{FFFD}" : $0 }) : self
    }
}

extension InboundMessage {
    var storable: InboundMessage {
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
    var storable: Sender {
        guard case .identity(let identity) = self else { return self }
        return .identity(
            Identity(
                scope: identity.scope.storable, id: identity.id.storable, aliases: identity.aliases.map(\.storable)))
    }
}

extension Profile {
    var storable: Profile {
        Profile(name: name?.storable, email: email?.storable, phoneNumber: phoneNumber?.storable)
    }
}

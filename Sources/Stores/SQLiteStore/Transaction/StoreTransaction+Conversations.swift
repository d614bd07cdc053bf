import BotStore
import ChannelKit
import GRDB

import struct Foundation.Date

extension StoreTransaction {
    struct OpenConversation {
        var id: ConversationID
        var isNew: Bool
        var isPaused = false
    }

    /// The key of the conversation that a message means. A conversation that must exist is checked here, when the
    /// message is accepted, and found by its key when the turn begins. Nil where the key is the sender's, who is new.
    /// `number`: by whose the sender's own conversations go.
    func conversationKey(
        for message: InboundMessage, from user: UserID?, by number: UserID?, channel: String
    ) throws -> String? {
        switch message.conversation {
        case .current:
            if message.lane == .sender { return number.map(ConversationKey.current(with:)) }
            return ConversationKey.current(message.address)
        case .existing(let id):
            guard let row = try conversation(id, of: user, channel: channel) else {
                throw IntakeRefused(.conversationNotFound)
            }
            return row.key
        case .named(let name):
            let key: String
            if message.lane == .sender {
                guard let number else { return nil }
                key = ConversationKey.named(name, with: number)
            } else {
                key = ConversationKey.named(name, at: message.address)
            }
            if try db.row(ConversationStatement.newest, [channel, key]) != nil { return key }
            // A user may also call a conversation of theirs by the id that the bot's replies carry.
            guard let id = ConversationID(name), let row = try conversation(id, of: user, channel: channel) else {
                return key
            }
            return row.key
        }
    }

    /// A conversation, if it is this user's and of this channel.
    func conversation(_ id: ConversationID, of user: UserID?, channel: String) throws -> ConversationRow? {
        guard let user, let row = try db.row(ConversationStatement.byID, [id.rawValue]).map(ConversationRow.init),
            row.user == user, row.channel == channel
        else { return nil }
        return row
    }

    func newestConversation(channel: String, key: String) throws -> ConversationRow? {
        try db.row(ConversationStatement.newest, [channel, key]).map(ConversationRow.init)
    }

    /// The conversation that goes on under a key, or a new one where there is none or the last one has been idle for
    /// too long by the time the message was accepted. What follows a conversation belongs to the same user; that somebody
    /// else has written in it is remembered for as long as it is there.
    func openConversation(
        channel: String, key: String, user: UserID, acceptedAt: Date, policy: ConversationPolicy, now: Date
    ) throws -> OpenConversation {
        let last = try newestConversation(channel: channel, key: key)
        if let last, !last.isFinished {
            let idleSince = acceptedAt.addingTimeInterval(-Double(policy.idleTimeout.milliseconds) / 1000)
            // A person may take their time.
            if last.isPaused || last.lastUpdated >= Timestamp.text(idleSince) {
                if last.user != user, !last.isShared { try db.run(ConversationStatement.share, [last.id.rawValue]) }
                return OpenConversation(id: last.id, isNew: false, isPaused: last.isPaused)
            }
            try db.run(ConversationStatement.finish, [last.id.rawValue])
        }
        let id = try insertConversation(channel: channel, key: key, user: last?.user ?? user, now: now)
        if let last, last.user != user { try db.run(ConversationStatement.share, [id.rawValue]) }
        return OpenConversation(id: id, isNew: true)
    }

    func insertConversation(channel: String, key: String, user: UserID, now: Date) throws -> ConversationID {
        let now = Timestamp.text(now)
        return ConversationID(
            try db.insert(ConversationStatement.insert, [user.rawValue, channel, key, now, now]))
    }

    /// A conversation of its own, for a `start`. Its key is its id, so that whoever holds the id finds what follows it.
    func insertStartedConversation(channel: String, user: UserID, now: Date) throws -> ConversationID {
        let id = try insertConversation(channel: channel, key: "", user: user, now: now)
        try db.run(ConversationStatement.setKey, [ConversationKey.started(id), id.rawValue])
        return id
    }
}

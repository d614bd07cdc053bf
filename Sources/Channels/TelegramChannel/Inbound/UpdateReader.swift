import ChannelKit
import LenientJSON
import Logging

import struct Foundation.Date

/// Translates one update into an event, or into nothing: most kinds of updates are no message to the bot.
///
/// A message is known by its chat and its number in it. `update_id` would not do: after a week of silence Telegram begins
/// anew at a random one (Telegram, "Bot API: Update"), which may be one of the last fortnight. Fetched or posted, it
/// is the same message either way.
struct UpdateReader: Sendable {
    /// Limit of a message's text, in bytes. Telegram's own is 4,096 characters.
    static let textLimit = 64 << 10

    let settings: TelegramChannel.Settings
    let me: BotName
    let logger: Logger

    /// Whether it takes the bot's user name to tell if this is for it: an `@` in a group.
    static func mayNameTheBot(_ update: JSONValue) -> Bool {
        guard let message = update["message"], ChatPlace.isGroup(message["chat"]) else { return false }
        return GroupMessage(message).namesSomebody
    }

    func event(of update: JSONValue) -> InboundMessage? {
        guard let message = update["message"], message.isObject else {
            // Edits, posts of channels, reactions, memberships and whatever comes later.
            logger.debug("an update of another kind was left", metadata: ["kind": "\(Self.kind(of: update))"])
            return nil
        }
        let content = MessageContent(of: message)
        if case .notice = content { return nil }
        guard let name = MessageName(of: message), let place = ChatPlace(of: message) else {
            logger.warning("a message was dropped: its id or its chat is missing")
            return nil
        }
        guard let person = Person(of: message) else {
            // A bot, this one or another; somebody who writes as a group or a channel.
            logger.debug("a message of nobody's was left", metadata: ["message": "\(name)"])
            return nil
        }
        let (text, handling) = handling(of: content, in: message)
        return InboundMessage(
            id: name.description, sender: .identity(Identity(id: person.id)), profile: person.profile,
            address: place.address, content: limited(text, of: name), handling: handling,
            sentAt: Self.time(message["date"]), caller: .absent)
    }

    /// The text for the model, empty where it is not asked, and whether it is. What is skipped is not kept.
    private func handling(of content: MessageContent, in message: JSONValue) -> (String, Handling) {
        let isGroup = ChatPlace.isGroup(message["chat"])
        if isGroup, !settings.groups { return ("", .skip(rule: "group")) }
        if case .nothing(let rule) = content { return ("", .skip(rule: rule)) }
        let group = GroupMessage(message)
        if isGroup, !group.addresses(me) { return ("", .skip(rule: "not_addressed")) }
        guard case .text(let words) = content else {
            return ("", settings.unreadableText.isEmpty ? .skip(rule: "unreadable") : .say(settings.unreadableText))
        }
        return (Command.plain(isGroup ? group.withoutMention(of: me, in: words) : words), .answer)
    }

    private func limited(_ text: String, of name: MessageName) -> String {
        guard text.utf8.count > Self.textLimit else { return text }
        logger.warning(
            "a message's text was cut to \(SizeText.write(Self.textLimit))", metadata: ["message": "\(name)"])
        return text.cut(to: Self.textLimit)
    }

    private static func kind(of update: JSONValue) -> String {
        guard case .object(let members) = update else { return "" }
        return SettingsFault.shown(members.first { $0.name != "update_id" }?.name ?? "")
    }

    /// Seconds since 1970. What cannot be such a time is none: it would make a message stale.
    private static func time(_ value: JSONValue?) -> Date? {
        guard let seconds = value?.integer, (1..<100_000_000_000).contains(seconds) else { return nil }
        return Date(timeIntervalSince1970: Double(seconds))
    }
}

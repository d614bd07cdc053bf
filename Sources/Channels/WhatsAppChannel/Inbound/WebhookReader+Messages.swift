import ChannelKit
import Crypto
import LenientJSON
import Logging

import struct Foundation.Date

extension WebhookReader {
    /// Limit of a message's id, in bytes. The platform's have about 60.
    static let idLimit = 512
    /// Limit of a message's text, in bytes. The platform's own is 4,096 characters.
    static let textLimit = 64 << 10

    /// One message of a person, or nil for what is no such message or has nobody to answer.
    func event(of message: JSONValue, contacts: Contacts, displayNumber: String) -> InboundMessage? {
        let content = MessageContent(of: message)
        if case .notice(let type) = content {
            logger.debug("a notice was left", metadata: ["type": "\(type)"])
            return nil
        }
        guard let id = message["id"]?.label(limit: Self.idLimit) else {
            logger.warning("a message was dropped: its id is missing, or longer than \(Self.idLimit) bytes")
            return nil
        }
        guard let person = Person(of: message, contacts: contacts) else {
            logger.warning("a message was dropped: nothing says who sent it", metadata: ["message": "\(shown(id))"])
            return nil
        }
        if case .nothing(let rule) = content {
            let type = SettingsFault.shown(message["type"]?.text ?? "")
            logger.debug("a message holds nothing for the model", metadata: ["rule": "\(rule)", "type": "\(type)"])
        }
        let group = GroupMessage(message)
        let (text, handling) = handling(of: content, in: group, displayNumber: displayNumber)
        return InboundMessage(
            id: id, sender: .identity(person.identity), profile: person.profile,
            address: group.map { ChatAddress("group:" + $0.id) } ?? person.address,
            lane: group == nil ? .sender : .address, content: limited(text, of: id), handling: handling,
            sentAt: Self.time(message["timestamp"]), caller: .absent)
    }

    /// The text for the model, empty where it is not asked, and whether it is. What is skipped is not kept.
    private func handling(
        of content: MessageContent, in group: GroupMessage?, displayNumber: String
    ) -> (String, Handling) {
        if group != nil, !settings.groups { return ("", .skip(rule: "group")) }
        let text: String
        switch content {
        case .text(let words): text = words
        case .unreadable: text = ""
        case .nothing(let rule): return ("", .skip(rule: rule))
        case .notice(let type): return ("", .skip(rule: type))
        }
        if let group, !group.addresses(displayNumber, in: text) { return ("", .skip(rule: "not_addressed")) }
        if !text.isEmpty { return (text, .answer) }
        return ("", settings.unreadableText.isEmpty ? .skip(rule: "unreadable") : .say(settings.unreadableText))
    }

    private func limited(_ text: String, of id: String) -> String {
        guard text.utf8.count > Self.textLimit else { return text }
        logger.warning(
            "a message's text was cut to \(SizeText.write(Self.textLimit))", metadata: ["message": "\(shown(id))"])
        return text.cut(to: Self.textLimit)
    }

    /// The id itself says too much: within it, in base64, is the sender's number.
    private func shown(_ id: String) -> String {
        SHA256.hash(data: Array(id.utf8)).prefix(6).map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// Seconds since 1970, as a text or a number. What cannot be such a time is none: it would make a message stale.
    private static func time(_ value: JSONValue?) -> Date? {
        guard let seconds = value?.integer, (1..<100_000_000_000).contains(seconds) else { return nil }
        return Date(timeIntervalSince1970: Double(seconds))
    }
}

import ChannelKit
import LenientJSON

/// Where a conversation takes place: a chat, or one topic of it. As an address `-1001234`, or `-1001234/7`.
struct ChatPlace: Sendable, Equatable {
    /// A user's id in a private chat; groups have negative ones. At most 52 bits (Telegram, "Bot API: Chat").
    var chat: Int
    /// The topic of a forum.
    var topic: Int?

    /// Nil where the message names no chat.
    init?(of message: JSONValue) {
        guard let chat = message["chat"]?["id"]?.integer, chat != 0 else { return nil }
        self.chat = chat
        // Elsewhere the field names the thread of a reply, which is no place of its own.
        if message["is_topic_message"] == .bool(true), let topic = message["message_thread_id"]?.integer, topic > 0 {
            self.topic = topic
        }
    }

    init?(_ address: ChatAddress) {
        let halves = address.rawValue.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count <= 2, let chat = Int(halves[0]), chat != 0 else { return nil }
        self.chat = chat
        if halves.count == 2 {
            guard let topic = Int(halves[1]), topic > 0 else { return nil }
            self.topic = topic
        }
    }

    var address: ChatAddress { ChatAddress(topic.map { "\(chat)/\($0)" } ?? "\(chat)") }

    static func isGroup(_ chat: JSONValue?) -> Bool { chat?["type"]?.text != "private" }
}

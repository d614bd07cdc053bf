import ChannelKit
import LenientJSON

/// What a message says to the model. A message has no type: what is in it is told by the fields that are there
/// (Telegram, "Bot API: Message").
enum MessageContent: Sendable, Equatable {
    /// Something to read; never blank.
    case text(String)
    /// A picture, a voice, a sticker, with no words beside it.
    case unreadable
    /// From a person, but not for the model: recorded under this rule.
    case nothing(rule: String)
    /// What Telegram itself has to say: somebody joined, a title was changed.
    case notice

    init(of message: JSONValue) {
        // A post that its channel's group got by itself, and whatever tells of a change.
        if message["is_automatic_forward"] == .bool(true) || Self.isNotice(message) {
            self = .notice
        } else if let text = message["text"]?.text ?? message["caption"]?.text, !text.isBlank {
            self = .text(text)
        } else if let venue = message["venue"], let title = venue["title"]?.text, !title.isBlank {
            let address = venue["address"]?.text ?? ""
            self = .text(address.isBlank ? title : title + "\n" + address)
        } else if Self.media.contains(where: { message[$0] != nil }) {
            self = .unreadable
        } else if message["contact"] != nil {
            self = .nothing(rule: "contact_cards")
        } else if message["location"] != nil || message["text"] != nil {
            self = .nothing(rule: "nothing_to_read")
        } else {
            self = .nothing(rule: "unsupported")
        }
    }

    private static let media = [
        "photo", "voice", "video", "video_note", "audio", "animation", "document", "sticker", "story", "paid_media",
    ]

    private static func isNotice(_ message: JSONValue) -> Bool {
        guard case .object(let members) = message else { return true }
        return members.contains { member in
            notices.contains(member.name) || noticeFamilies.contains { member.name.hasPrefix($0) }
        }
    }

    private static let notices: Set<String> = [
        "new_chat_members", "new_chat_member", "left_chat_member", "new_chat_title", "new_chat_photo",
        "delete_chat_photo", "group_chat_created", "supergroup_chat_created", "channel_chat_created",
        "message_auto_delete_timer_changed", "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message",
        "successful_payment", "refunded_payment", "users_shared", "chat_shared", "write_access_allowed",
        "connected_website", "proximity_alert_triggered", "boost_added", "chat_background_set", "web_app_data",
    ]

    private static let noticeFamilies = ["forum_topic_", "general_forum_topic_", "video_chat_", "giveaway"]
}

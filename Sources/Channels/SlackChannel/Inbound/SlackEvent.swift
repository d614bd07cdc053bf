import ChannelKit

/// A `message` or an `app_mention`, or an event of another type (Slack, "message event" and "app_mention event",
/// docs.slack.dev/reference/events, 2026).
struct SlackEvent: Decodable, Sendable {
    let type: String?
    let subtype: String?
    let user: String?
    /// Whether a bot wrote it: this one or another.
    let isBots: Bool
    /// A note that changes an earlier message.
    let isHidden: Bool
    let channel: String?
    /// `channel`, `group`, `mpim`, `im` or `app_home`; missing in `app_mention`.
    let channelType: String?
    let text: String?
    let stamp: MessageStamp?
    /// The message that the thread hangs from, where this one stands in a thread.
    let thread: MessageStamp?
    let hasFiles: Bool
    /// Given with people of other workspaces only.
    let name: String?

    private enum Key: String, CodingKey {
        case type, subtype, user, hidden, channel, text, files
        case botID = "bot_id"
        case botProfile = "bot_profile"
        case channelType = "channel_type"
        case stamp = "ts"
        case thread = "thread_ts"
        case profile = "user_profile"
    }

    private struct Anything: Decodable {
        init(from decoder: any Decoder) throws {}
    }

    private struct Profile: Decodable {
        let names: [String]

        enum Key: String, CodingKey {
            case displayName = "display_name"
            case realName = "real_name"
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: Key.self)
            names = [fields.lenient(.displayName), fields.lenient(.realName)].compactMap { $0 }.filter { !$0.isBlank }
        }
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        func isThere(_ key: Key) -> Bool { fields.contains(key) && (try? fields.decodeNil(forKey: key)) == false }
        type = fields.lenient(.type)
        subtype = fields.lenient(.subtype)
        user = SlackID.plain(fields.lenient(.user))
        isBots = isThere(.botID) || isThere(.botProfile)
        isHidden = fields.lenient(.hidden) ?? false
        channel = SlackID.plain(fields.lenient(.channel))
        channelType = fields.lenient(.channelType)
        text = fields.lenient(.text)
        stamp = MessageStamp(fields.lenient(.stamp))
        thread = MessageStamp(fields.lenient(.thread))
        let files: [Anything]? = fields.lenient(.files)
        hasFiles = files?.isEmpty == false
        let profile: Profile? = fields.lenient(.profile)
        name = profile?.names.first?.cut(to: 1_024)
    }

    /// A conversation of two. Nobody is mentioned in one (Slack, "app_mention event", 2026).
    var isDirect: Bool {
        guard type == "message" else { return false }
        return channelType.map { ["im", "app_home"].contains($0) } ?? (channel?.hasPrefix("D") == true)
    }

    /// Whether a person has written it just now, in words or with a file. All other subtypes are notes of Slack's (who
    /// joined, what was pinned), changes to what was said before, or messages of bots (Slack, "message event":
    /// "Message subtypes", 2026).
    var isSaid: Bool {
        !isHidden && !isBots
            && (subtype.map { ["file_share", "thread_broadcast", "me_message"].contains($0) } ?? true)
    }
}

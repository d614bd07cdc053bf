import LenientJSON

/// Whether a message in a group is meant for the bot.
///
/// With privacy mode on, which is the default, Telegram brings a bot nothing of a group but commands, replies to it and
/// the like (Telegram, "Bot features: Privacy mode"); without it, everything.
struct GroupMessage: Sendable {
    private let message: JSONValue
    private let entities: TextEntities

    init(_ message: JSONValue) {
        self.message = message
        let isCaption = message["text"]?.text == nil
        entities = TextEntities(
            text: message[isCaption ? "caption" : "text"]?.text ?? "",
            entities: message[isCaption ? "caption_entities" : "entities"]?.elements ?? [])
    }

    /// Whether a user name stands in it that could be the bot's.
    var namesSomebody: Bool {
        entities.contains { $0.kind == "mention" || ($0.kind == "bot_command" && $0.text.contains("@")) }
    }

    /// A mention, a command with the bot's name, or a reply to what the bot has said. A bare command is for any bot.
    func addresses(_ me: BotName) -> Bool {
        if entities.contains(where: { Self.names(me, $0) }) { return true }
        guard let answered = message["reply_to_message"], answered["from"]?["id"]?.label(limit: 32) == me.id else {
            return false
        }
        // In a topic everything replies to the note that opened it, which may be the bot's.
        return answered["forum_topic_created"] == nil
            && answered["message_id"]?.integer != message["message_thread_id"]?.integer
    }

    /// The text without the mention that it begins with, which is there to call the bot; all of it where nothing else is.
    func withoutMention(of me: BotName, in text: String) -> String {
        guard let first = entities.first(where: { $0.isAtStart && $0.kind != "bot_command" && Self.names(me, $0) })
        else { return text }
        let rest = text.dropFirst(first.text.count).drop { $0.isWhitespace || ",:".contains($0) }
        return rest.isEmpty ? text : String(rest)
    }

    private static func names(_ me: BotName, _ entity: TextEntities.Entity) -> Bool {
        switch entity.kind {
        case "mention": me.isNamed(by: entity.text.dropFirst())
        case "text_mention": entity.userID == me.id
        case "bot_command":
            entity.text.firstIndex(of: "@").map { me.isNamed(by: entity.text[$0...].dropFirst()) } ?? false
        default: false
        }
    }
}

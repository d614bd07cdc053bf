import ChannelKit
import LenientJSON

/// The marked places of a text. Telegram counts them in UTF-16 units (Telegram, "Bot API: MessageEntity").
struct TextEntities: Sendable, Sequence {
    /// At most so many are looked at; Telegram sends 100.
    static let limit = 200

    struct Entity: Sendable {
        /// Such as `mention`, `text_mention` or `bot_command`.
        var kind: String
        var text: String
        var isAtStart: Bool
        /// Of a `text_mention`.
        var userID: String?
    }

    private let entities: [Entity]

    /// Places that are none of the text's, or begin or end within a character's pair of units, are left out.
    init(text: String, entities: [JSONValue]) {
        let units = text.utf16
        let count = units.count
        self.entities = entities.prefix(Self.limit).compactMap { entity in
            guard let kind = entity["type"]?.text, let offset = entity["offset"]?.integer,
                let length = entity["length"]?.integer, offset >= 0, length > 0, offset <= count,
                length <= count - offset
            else { return nil }
            let start = units.index(units.startIndex, offsetBy: offset)
            let end = units.index(start, offsetBy: length)
            guard let words = String(units[start..<end]) else { return nil }
            return Entity(
                kind: kind, text: words, isAtStart: text[..<start].isBlank,
                userID: entity["user"]?["id"]?.label(limit: 32))
        }
    }

    func makeIterator() -> some IteratorProtocol<Entity> { entities.makeIterator() }
}

import ChannelKit

/// What may be logged of Telegram's words: one line of at most 120 characters, without anything that could be a token, a
/// number of a person or an address.
enum PlainDescription {
    static func of(_ text: String, hiding token: Secret) -> String {
        guard token.value.isEmpty || !text.contains(token.value) else { return "" }
        let words = text.prefix(1_000).split(whereSeparator: \.isWhitespace).map { word in
            word.utf8.count >= 24 || word.count(where: \.isNumber) > 4 ? "…" : String(word)
        }
        let isDrawn = { (character: Character) in
            character != "\""
                && character.unicodeScalars.allSatisfy { scalar in
                    scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format
                }
        }
        return String(words.joined(separator: " ").filter(isDrawn).prefix(120))
    }
}

/// A word such as `/start` that a message is or begins with.
enum Command {
    /// The message as the bot's own words are compared with: `/start@SomeBot` is `/start`, and so is `/start payload`, which
    /// is how Telegram opens a chat from a link (Telegram, "Bot features: Deep linking").
    static func plain(_ text: String) -> String {
        guard text.hasPrefix("/") else { return text }
        let word = text.prefix { !$0.isWhitespace }
        let name = word.prefix { $0 != "@" }
        let rest = text.dropFirst(word.count)
        return name.lowercased() == "/start" ? String(name) : String(name + rest)
    }
}

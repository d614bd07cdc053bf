/// Slack's names for things: letters and digits, the first of which says what is named (`T…` a workspace, `C…` a channel,
/// `D…` a direct one, `U…` or `W…` a person). Nothing else is taken, for they are put together with `/`.
enum SlackID {
    /// In bytes. Slack's have about eleven.
    static let limit = 64

    /// Nil for what is no such name.
    static func plain(_ text: String?) -> String? {
        guard let text, (1...limit).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) })
        else { return nil }
        return text
    }
}

/// What this bot is called.
struct BotName: Sendable, Equatable {
    let id: String
    /// Without the `@`; nil where nobody has asked for it.
    let username: String?

    /// User names are the same in upper and lower case.
    func isNamed(by name: Substring) -> Bool {
        guard let username else { return false }
        return name.lowercased() == username.lowercased()
    }
}

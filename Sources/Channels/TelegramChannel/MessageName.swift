import LenientJSON

/// A message by its chat and its number there, which is unique in the chat only: `-1001234/56`.
struct MessageName: Sendable, Equatable, CustomStringConvertible {
    let chat: Int
    let number: Int

    init(chat: Int, number: Int) {
        self.chat = chat
        self.number = number
    }

    /// Nil where one of the two is missing. A number of zero is none: such messages cannot be replied to.
    init?(of message: JSONValue) {
        guard let chat = message["chat"]?["id"]?.integer, let number = message["message_id"]?.integer, number > 0 else {
            return nil
        }
        self.init(chat: chat, number: number)
    }

    init?(_ text: String) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let chat = Int(halves[0]), let number = Int(halves[1]), number > 0 else { return nil }
        self.init(chat: chat, number: number)
    }

    var description: String { "\(chat)/\(number)" }
}

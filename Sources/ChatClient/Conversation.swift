import Foundation

/// One user's conversation with the bot, by its token. Keep the token to come back to it.
public struct Conversation: Sendable {
    public let token: String
    let client: ChatClient

    /// Says something and waits for the whole reply.
    ///
    /// - Parameter key: names the message. The same key again gets the same reply and makes no second turn; so a request
    ///   that came to nothing is made again by itself.
    public func send(_ content: String, key: String = Conversation.newKey()) async throws(ChatError) -> Answer {
        try await exchange.json(post(content, key: key), mayRepeat: true)
    }

    /// Says something and gets the reply while it is written. A connection that breaks, and a server that is replaced, are
    /// gone on from by themselves; ending the iteration early cancels nothing.
    public func stream(_ content: String, key: String = Conversation.newKey()) -> AnswerStream {
        AnswerStream(self, .message(post(content, key: key)))
    }

    /// Follows a turn that was begun before.
    /// - Parameter id: of the last event that was read of it; nil: from its beginning.
    public func follow(turn: String, after id: String? = nil) -> AnswerStream {
        AnswerStream(self, .turn(turn, after: id))
    }

    /// Cancels a turn that waits or runs. Returns once it is over, which it may have been before.
    public func cancel(turn: String) async throws(ChatError) {
        let request = Exchange.Request(method: "DELETE", path: "/turns/\(turn)", headers: credential)
        _ = try await exchange.send(request, mayRepeat: true)
    }

    /// What was said, oldest first: the newest messages, or those before one of them.
    /// - Parameter limit: 1 to 200.
    public func history(limit: Int = 50, before message: String? = nil) async throws(ChatError) -> [Message] {
        let before = message.map { "&before=\($0)" } ?? ""
        let request = Exchange.Request(method: "GET", path: "/messages?limit=\(limit)\(before)", headers: credential)
        let page: Page = try await exchange.json(request, mayRepeat: true)
        return page.messages
    }

    /// A key that no other message has.
    public static func newKey() -> String { UUID().uuidString.lowercased() }

    private struct Page: Decodable { var messages: [Message] }

    var exchange: Exchange { Exchange(client) }
    var credential: [(String, String)] { [("Authorization", "Bearer \(token)")] }

    private func post(_ content: String, key: String) -> Exchange.Request {
        Exchange.Request(
            method: "POST", path: "", headers: credential + [("Idempotency-Key", key)], fields: ["content": content])
    }
}

/// A whole reply.
public struct Answer: Sendable, Hashable, Decodable {
    public var text: String
    /// Empty where `isPaused`.
    public var messageID: String
    /// Empty where `isPaused`.
    public var conversationID: String
    /// Whether a person has taken the conversation over: the message is kept, `text` says so, and what the person answers is
    /// among the messages.
    public var isPaused = false

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        text = try fields.decode(String.self, forKey: .text)
        isPaused = try fields.decodeIfPresent(Bool.self, forKey: .isPaused) ?? false
        messageID = isPaused ? "" : try fields.decode(String.self, forKey: .messageID)
        conversationID = isPaused ? "" : try fields.decode(String.self, forKey: .conversationID)
    }

    private enum CodingKeys: String, CodingKey {
        case text
        case messageID = "message_id"
        case conversationID = "conversation_id"
        case isPaused = "paused"
    }
}

/// Something that was said.
public struct Message: Sendable, Hashable, Decodable {
    public var id: String
    /// `user` or `assistant`.
    public var role: String
    public var content: String
    /// RFC 3339, in UTC.
    public var createdAt: String

    private enum CodingKeys: String, CodingKey {
        case id, role, content
        case createdAt = "created_at"
    }
}

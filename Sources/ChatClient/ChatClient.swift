public import AsyncHTTPClient
import Foundation

/// A client of the bot's REST channel: opens conversations, and finds again those that were opened before.
///
/// It sends by an `HTTPClient` of AsyncHTTPClient's, which it neither makes nor shuts down.
public struct ChatClient: Sendable {
    /// How hard it tries.
    public struct Patience: Sendable {
        /// How often in a row a request is made again that came to nothing, or a stream gone on with that broke.
        public var attempts = 8
        /// Before the second attempt; doubled each time, up to ten seconds. A longer time that the server names counts.
        public var pause = Duration.milliseconds(250)
        /// For the head of an answer. A whole reply may take the model's time.
        public var timeout = Duration.seconds(90)

        public init() {}
    }

    /// What clients send by that are given nothing else. It is never shut down.
    ///
    /// Each stream takes a connection of its own, of which AsyncHTTPClient's shared client opens eight to a host; and a
    /// server that is not there is told at once, not when the request's time is over.
    public static let http: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1_024
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(configuration: configuration)
    }()

    let address: String
    let apiKey: String?
    let http: HTTPClient
    let patience: Patience

    /// - Parameters:
    ///   - address: of the channel, path included: `https://bot.example/chat`.
    ///   - apiKey: needed to open conversations, and for nothing else. It is the app's secret: never give it to a user.
    public init(
        _ address: String, apiKey: String? = nil, http: HTTPClient = ChatClient.http, patience: Patience = Patience()
    ) {
        self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
        self.apiKey = apiKey
        self.http = http
        self.patience = patience
    }

    /// Opens a conversation: of a new guest, or of the user whom the app calls `externalID`.
    ///
    /// With `content` the reply to it is the conversation's first text, else a greeting is. Not made again by itself where
    /// it is not known whether it was done.
    public func open(
        externalID: String? = nil, name: String? = nil, email: String? = nil, phoneNumber: String? = nil,
        content: String? = nil
    ) async throws(ChatError) -> Opening {
        var fields: [String: String] = [:]
        fields["external_id"] = externalID
        fields["name"] = name
        fields["email"] = email
        fields["phone_number"] = phoneNumber
        fields["content"] = content
        let request = Exchange.Request(
            method: "POST", path: "/initial", headers: [("X-API-KEY", apiKey ?? "")], fields: fields)
        let opened: Opened = try await Exchange(self).json(request, mayRepeat: false)
        return Opening(
            conversation: conversation(token: opened.token), text: opened.text, userID: opened.user_id,
            conversationID: opened.conversation_id)
    }

    /// The conversation of a token that was given out before.
    public func conversation(token: String) -> Conversation { Conversation(token: token, client: self) }

    private struct Opened: Decodable {
        var token, text, user_id, conversation_id: String
    }
}

/// A conversation that has just been opened.
public struct Opening: Sendable {
    public var conversation: Conversation
    /// What the bot says first.
    public var text: String
    public var userID: String
    public var conversationID: String
}

public import ChannelKit

extension HTTPChannel {
    /// What the YAML may say about an instance of the REST channel.
    public struct Settings: ChannelSettings {
        /// HS256 asks for a key at least as long as its hash.
        static let minimumJWTKeyBytes = 32

        /// Where the chat is mounted; `/initial` and `/messages` are below it.
        public let path: String
        /// Whoever knows one of them may open conversations: one, or the new one and the old one while it is rotated.
        public let apiKeys: [Secret]
        /// The first signs the tokens, all verify them. A token ends with the key that signed it.
        public let jwtKeys: [Secret]
        /// How long a token is good for, from when it was issued. From 1 second to 10 years.
        public let tokenLifetime: Duration
        /// How long somebody who has signed in stays so without refreshing their tokens. At least `tokenLifetime`.
        public let refreshLifetime: Duration
        /// Whether people can register and sign in.
        public let accounts: Bool
        /// Limit of one message's content, in bytes of UTF-8.
        public let maxContent: Int
        /// Whether the channel serves a page to chat in.
        public let page: Bool
        /// What the pages are called.
        public let title: String
        /// Whether the channel serves its documentation.
        public let docs: Bool
        /// The sites that may show the chat in a frame of theirs. Empty: none, and there is no widget.
        public let widgetOrigins: [String]
        /// The sites whose pages may use the interface from a browser. Empty: none.
        public let corsOrigins: [String]

        public init(from reader: inout SettingsReader) {
            path = reader.path("path", default: "/chat", help: "where the chat is mounted")
            apiKeys = reader.secrets(
                "api_key", help: "the secret by which an app opens conversations (X-API-KEY); new and old to rotate it")
            jwtKeys = reader.secrets(
                "jwt_key", minimumBytes: Self.minimumJWTKeyBytes,
                help: "the HS256 secret that signs tokens; new and old to rotate it")
            tokenLifetime = reader.duration(
                "token_lifetime", default: .seconds(86_400), in: .seconds(1)...(.seconds(315_360_000)),
                help: "how long a token is good for")
            let month = Duration.seconds(30 * 86_400)
            refreshLifetime = reader.duration(
                "refresh_lifetime", default: max(month, tokenLifetime), in: .seconds(1)...(.seconds(315_360_000)),
                help: "how long a user stays signed in without coming back")
            if refreshLifetime < tokenLifetime {
                reader.fault("refresh_lifetime", "is shorter than token_lifetime")
            }
            accounts = reader.flag("accounts", default: true, help: "let people register and sign in")
            maxContent = reader.size(
                "max_content", default: 4 << 20, in: 1...(4 << 20), help: "limit of one message's content")
            page = reader.flag("page", default: false, help: "serve a page to chat in at the path")
            title = reader.text("title", default: "Chat", help: "what the page is called")
            docs = reader.flag("docs", default: false, help: "serve the interface's documentation at the path + /docs")
            widgetOrigins = reader.origins("widget", help: "sites that may show the chat in a frame of theirs")
            corsOrigins = reader.origins("cors", help: "sites whose pages may use the interface")
            // Spaces at the ends of a header are not part of its value, and other bytes do not travel in one: such a
            // key would match nobody. A mounted secret that ends in two newlines is the usual case.
            if !apiKeys.allSatisfy({ $0.value.utf8.allSatisfy { (0x21...0x7E).contains($0) } }) {
                reader.fault("api_key", "must be printable ASCII without spaces, since it travels in a header")
            }
        }

        /// What the other paths begin with: nothing at the root.
        var base: String { path == "/" ? "" : path }

        /// Whether browsers are served pages of ours that open conversations.
        var hasPageTokens: Bool { page || !widgetOrigins.isEmpty }

        /// Limit of a whole body: the content with every byte written as `\u00XX`, and room for the other fields.
        var maxBody: Int { maxContent * 6 + (64 << 10) }
    }
}

public import ChannelKit

extension SlackChannel {
    /// Which messages of channels are answered. Direct messages always are.
    public enum Audience: String, Sendable, CaseIterable {
        /// Those that mention the bot.
        case mentions
        /// Every message of the channels that the bot is in.
        case all
        /// None.
        case none
    }

    /// Where a message that stands in no thread is answered. One that stands in a thread is answered there.
    public enum Placement: String, Sendable, CaseIterable {
        /// In a thread below the message: each is a conversation of its own.
        case thread
        /// Below the last message, as people do: all of the channel is one conversation.
        case channel
    }

    /// What the YAML may say about one app in one workspace.
    public struct Settings: ChannelSettings {
        /// Where Slack's events arrive.
        public var path: String
        /// The app's secret, by which requests are signed; two while it is being rotated.
        public var signingSecrets: [Secret]
        /// What the Web API is called with: `xoxb-…`.
        public var botToken: Secret
        /// The Web API, without a trailing slash.
        public var apiURL: String
        /// The one workspace that is answered, such as `T0123ABCD`. Nil: whichever the events come from.
        public var teamID: String?
        public var respondTo: Audience
        /// Where mentions in channels and groups are answered.
        public var respondIn: Placement
        /// Where direct messages are answered.
        public var respondInDirect: Placement
        /// Whether a model's Markdown becomes Slack's. Off: it is shown as it was written.
        public var convertsMarkdown: Bool
        /// The reply to files without words. At most 1,024 characters; empty: none.
        public var unreadableText: String
        /// How long one call of the Web API may take.
        public var sendTimeout: Duration

        public init(from reader: inout SettingsReader) {
            path = reader.path("path", default: "/chat/slack", help: "where Slack's events arrive")
            signingSecrets = reader.secrets(
                "signing_secret", help: "the app's signing secret; a list of two while it is rotated")
            botToken = Self.botToken(from: &reader)
            apiURL = reader.url("api_url", default: "https://slack.com/api", help: "the Web API")
            teamID = Self.teamID(from: &reader)
            respondTo = reader.choice(
                "respond_to", default: .mentions,
                help: "which messages of channels are answered; direct ones always are")
            respondIn = reader.choice(
                "respond_in", default: .thread, help: "where a message of a channel is answered that is in no thread")
            respondInDirect = reader.choice(
                "respond_in_direct", default: .channel, help: "the same for direct messages")
            convertsMarkdown = reader.flag("markdown", default: true, help: "turn a model's Markdown into Slack's")
            unreadableText = Self.unreadableText(from: &reader)
            sendTimeout = reader.duration(
                "send_timeout", default: .seconds(10), in: .seconds(1) ... .seconds(120),
                help: "how long one call of the Web API may take")
        }

        /// It becomes a header, so nothing is taken that could end one. Bot tokens begin with `xoxb-`, those that expire
        /// with `xoxe.xoxb-` (Slack, "Tokens" and "Using token rotation", docs.slack.dev/authentication, 2026).
        private static func botToken(from reader: inout SettingsReader) -> Secret {
            let token = reader.secret("bot_token", help: "the bot user's OAuth token, xoxb-…")
            let isToken =
                ["xoxb-", "xoxe.xoxb-"].contains { token.value.hasPrefix($0) }
                && token.value.utf8.count <= 512 && token.value.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            if !token.value.isEmpty, !isToken {
                reader.fault(
                    "bot_token", "not a bot's token",
                    hint: "the Bot User OAuth Token under OAuth & Permissions, which begins with xoxb-")
            }
            return token
        }

        private static func teamID(from reader: inout SettingsReader) -> String? {
            let key = SettingsKey(
                name: "team_id", kind: "id of a workspace", isRequired: false,
                help: "the one workspace that is answered, such as T0123ABCD")
            return reader.scalar(key, fallback: nil) { text -> String?? in SlackID.plain(text).map { .some($0) } }
        }

        /// Empty is a value here: it switches the reply off.
        private static func unreadableText(from reader: inout SettingsReader) -> String {
            let fallback = "Sorry, I can only read text. Please write to me in words."
            let key = SettingsKey(
                name: "unreadable_text", kind: "text of at most 1024 characters, or \"\"", isRequired: false,
                defaultValue: fallback, help: "the reply to files without words; \"\" for none")
            return reader.scalar(key, fallback: fallback) { text in
                if text.isBlank { return "" }
                return text.utf16.count <= 1_024 ? text : nil
            }
        }
    }
}

public import ChannelKit

extension TelegramChannel {
    /// How updates come in.
    public enum Mode: String, Sendable, CaseIterable {
        /// The bot asks for them: no public address is needed.
        case polling
        /// Telegram posts them to `path`.
        case webhook
    }

    /// What the YAML may say about one bot.
    public struct Settings: ChannelSettings {
        /// What @BotFather gave: the bot's id, a colon, and the secret itself.
        public var token: Secret
        public var mode: Mode
        /// Where Telegram's webhooks arrive.
        public var path: String
        /// What every webhook has to bring in `X-Telegram-Bot-Api-Secret-Token`. Nil where updates are fetched.
        public var secretToken: Secret?
        /// The server's address as Telegram sees it. With it the bot registers its webhook itself; nil: somebody else has.
        public var publicURL: String?
        /// The Bot API, without a trailing slash: Telegram's, or a server of one's own.
        public var apiBase: String
        /// How long one request for updates waits for the next one.
        public var pollTimeout: Duration
        /// Whether a webhook that stands in the way of fetching is removed.
        public var replacesWebhook: Bool
        /// Whether messages of groups are looked at. On: those that address the bot are answered.
        public var groups: Bool
        /// The reply to a picture, a voice or a sticker without words. At most 1,024 characters; empty: none.
        public var unreadableText: String
        /// Whether the chat sees that the bot is typing.
        public var showsTyping: Bool
        /// How long one call of the Bot API may take, but for a request for updates.
        public var sendTimeout: Duration

        public init(from reader: inout SettingsReader) {
            token = Self.token(from: &reader)
            mode = reader.choice("mode", default: .polling, help: "whether updates are fetched or posted to path")
            path = reader.path("path", default: "/chat/telegram", help: "webhook: where updates arrive")
            secretToken = Self.secretToken(from: &reader)
            publicURL = Self.publicURL(from: &reader)
            apiBase = reader.url(
                "api_base", default: "https://api.telegram.org", help: "the Bot API, or a server of your own")
            pollTimeout = reader.duration(
                "poll_timeout", default: .seconds(30), in: .seconds(1) ... .seconds(50),
                help: "polling: how long one request waits for updates")
            replacesWebhook = reader.flag(
                "replace_webhook", default: false, help: "polling: remove a webhook that is set")
            groups = reader.flag("groups", default: true, help: "answer messages of groups that address the bot")
            unreadableText = Self.unreadableText(from: &reader)
            showsTyping = reader.flag("typing", default: true, help: "show that the bot is typing")
            sendTimeout = reader.duration(
                "send_timeout", default: .seconds(10), in: .seconds(1) ... .seconds(120),
                help: "how long one call of the Bot API may take")
            checkMode(&reader)
        }

        /// Keys of the other mode are a misunderstanding.
        private func checkMode(_ reader: inout SettingsReader) {
            switch mode {
            case .polling:
                for key in ["path", "secret_token", "public_url"] where reader.has(key) {
                    reader.fault(key, "nothing arrives by a webhook", hint: "it goes with mode: webhook")
                }
            case .webhook:
                for key in ["poll_timeout", "replace_webhook"] where reader.has(key) {
                    reader.fault(key, "nothing is fetched", hint: "it goes with mode: polling")
                }
                if !reader.has("secret_token") {
                    reader.fault(
                        "secret_token", "missing with mode: webhook",
                        hint: "any 1 to 256 letters, digits, - and _, the same as in setWebhook")
                }
            }
        }

        /// It becomes a part of an address, so nothing is taken that would have to be escaped there.
        private static func token(from reader: inout SettingsReader) -> Secret {
            let token = reader.secret("token", help: "the bot's token, from @BotFather")
            let halves = token.value.split(separator: ":", omittingEmptySubsequences: false)
            let isToken =
                halves.count == 2 && (1...20).contains(halves[0].utf8.count)
                && (20...128).contains(halves[1].utf8.count)
                && halves[0].utf8.allSatisfy { (0x30...0x39).contains($0) } && isPlain(halves[1])
            if !token.value.isEmpty, !isToken {
                reader.fault(
                    "token", "not a bot's token", hint: "digits, a colon and letters, as @BotFather has written it")
            }
            return token
        }

        /// Telegram takes 1 to 256 letters, digits, `_` and `-` (Telegram, "Bot API: setWebhook").
        private static func secretToken(from reader: inout SettingsReader) -> Secret? {
            let secret = reader.optionalSecret(
                "secret_token", help: "webhook: the secret_token that was given to setWebhook")
            if let secret, !isPlain(secret.value[...]) || secret.value.utf8.count > 256 {
                reader.fault("secret_token", "expected 1 to 256 letters, digits, - and _")
            }
            return secret
        }

        /// Telegram posts to https only, on four ports (Telegram, "Bot API: setWebhook"). A Bot API server of one's
        /// own takes http too, so that is left to the server.
        private static func publicURL(from reader: inout SettingsReader) -> String? {
            let key = SettingsKey(
                name: "public_url", kind: "http or https address", isRequired: false,
                help: "webhook: the address that Telegram reaches path by; without it you call setWebhook yourself")
            return reader.scalar(key, fallback: nil) { text -> String?? in WebAddress.normalized(text).map { .some($0) }
            }
        }

        /// Empty is a value here: it switches the reply off.
        private static func unreadableText(from reader: inout SettingsReader) -> String {
            let fallback = "Sorry, I can only read text. Please write to me in words."
            let key = SettingsKey(
                name: "unreadable_text", kind: "text of at most 1024 characters, or \"\"", isRequired: false,
                defaultValue: fallback, help: "the reply to pictures, voices and stickers without words; \"\" for none")
            return reader.scalar(key, fallback: fallback) { text in
                if text.isBlank { return "" }
                return text.utf16.count <= 1_024 ? text : nil
            }
        }

        private static func isPlain(_ text: Substring) -> Bool {
            !text.isEmpty
                && text.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "-_".utf8.contains(byte)
                }
        }
    }
}

public import ChannelKit

extension WhatsAppChannel {
    /// What the YAML may say about one WhatsApp number.
    public struct Settings: ChannelSettings {
        /// Where Meta's webhooks arrive.
        public var path: String
        /// The app's secret, by which deliveries are signed; two while it is being rotated.
        public var appSecrets: [Secret]
        /// What the handshake has to bring.
        public var verifyToken: Secret
        /// What the Graph API is called with.
        public var accessToken: Secret
        /// The number's id at Meta, which is not the telephone number. Letters, digits, `-` and `_`; at most 64 bytes.
        public var phoneNumberID: String
        /// The Graph API with its version, without a trailing slash.
        public var graphURL: String
        /// Whether messages of groups are looked at. Off: they are recorded as skipped. On: those that address us are answered.
        public var groups: Bool
        /// The reply to a picture, a voice or a sticker without words. At most 1,024 characters; empty: none.
        public var unreadableText: String
        /// How replies are sent.
        public var sending: SendingSettings

        public init(from reader: inout SettingsReader) {
            path = reader.path("path", default: "/chat/whatsapp", help: "where Meta's webhooks arrive")
            appSecrets = reader.secrets("app_secret", help: "the app's secret; a list of two while it is rotated")
            verifyToken = reader.secret("verify_token", help: "the text typed beside the callback address at Meta")
            accessToken = reader.secret("access_token", help: "a token of a system user, for sending")
            phoneNumberID = Self.phoneNumberID(from: &reader)
            graphURL = reader.url(
                "graph_url", default: "https://graph.facebook.com/v25.0", help: "the Graph API and its version")
            groups = reader.flag("groups", default: false, help: "answer messages of groups that address the number")
            unreadableText = Self.unreadableText(from: &reader)
            sending = SendingSettings(from: &reader)
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

        /// It becomes a part of an address, so nothing is taken that would have to be escaped there.
        private static func phoneNumberID(from reader: inout SettingsReader) -> String {
            let key = SettingsKey(
                name: "phone_number_id", kind: "id of a phone number", isRequired: true,
                help: "the number's id at Meta, not the telephone number")
            return reader.scalar(key, fallback: "") { text in
                let isPlain = text.utf8.allSatisfy { byte in
                    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                        || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
                        || "-_".utf8.contains(byte)
                }
                return isPlain && (1...64).contains(text.utf8.count) ? text : nil
            }
        }
    }
}

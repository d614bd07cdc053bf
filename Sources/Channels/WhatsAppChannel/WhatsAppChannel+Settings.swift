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

        public init(from reader: inout SettingsReader) {
            path = reader.path("path", default: "/chat/whatsapp", help: "where Meta's webhooks arrive")
            appSecrets = reader.secrets("app_secret", help: "the app's secret; a list of two while it is rotated")
            verifyToken = reader.secret("verify_token", help: "the text typed beside the callback address at Meta")
            accessToken = reader.secret("access_token", help: "a token of a system user, for sending")
            phoneNumberID = Self.phoneNumberID(from: &reader)
            graphURL = reader.url(
                "graph_url", default: "https://graph.facebook.com/v25.0", help: "the Graph API and its version")
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

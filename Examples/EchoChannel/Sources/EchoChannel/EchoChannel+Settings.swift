public import ChannelKit

extension EchoChannel {
    /// What the YAML may say about one instance.
    public struct Settings: ChannelSettings {
        /// Where the platform's deliveries arrive.
        public var path: String
        /// What a delivery has to bring to be believed.
        public var webhookKey: Secret
        /// What the platform's API is called with.
        public var apiToken: Secret
        /// The platform's API, without a trailing slash.
        public var apiURL: String

        public init(from reader: inout SettingsReader) {
            path = reader.path("path", default: "/chat/echo", help: "where Echo's deliveries arrive")
            webhookKey = reader.secret("webhook_key", help: "what a delivery has to bring")
            apiToken = reader.secret("api_token", help: "what the API is called with")
            apiURL = reader.url("api_url", default: "https://api.example.com", help: "the platform's API")
        }
    }
}

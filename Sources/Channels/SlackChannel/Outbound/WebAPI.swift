import ChannelKit
import PlatformClient

/// The one method of the Web API that the channel calls: `{base}/chat.postMessage`, a JSON object each way, the token as
/// a header (Slack, "chat.postMessage", docs.slack.dev/reference/methods/chat.postMessage, 2026).
struct WebAPI: Sendable {
    /// In bytes. An answer repeats the message.
    private static let longestBody = 1 << 20

    private let address: String
    private let token: Secret

    init(base: String, token: Secret) {
        address = "\(base)/chat.postMessage"
        self.token = token
    }

    /// The answer, whatever it is. Redirects are answers too: they are not followed.
    func post(_ message: OutgoingMessage, timeout: Duration) async throws(PlatformFailure) -> PlatformResponse {
        let request = PlatformRequest(
            "POST", address,
            headers: [
                ("content-type", "application/json; charset=utf-8"), ("accept", "application/json"),
                ("authorization", "Bearer \(token.value)"),
            ], body: message.json)
        return try await PlatformClient.send(request, longestBody: Self.longestBody, timeout: timeout)
    }
}

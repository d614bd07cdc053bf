import ChannelKit
import PlatformClient

/// The methods of the Web API that the channel calls: `{base}/chat.postMessage`, and `auth.test` for the doctor. A JSON
/// object each way, the token as a header (Slack, "chat.postMessage", docs.slack.dev/reference/methods/chat.postMessage, 2026).
struct WebAPI: Sendable {
    /// In bytes. An answer repeats the message.
    private static let longestBody = 1 << 20

    private let base: String
    private let token: Secret

    init(base: String, token: Secret) {
        self.base = base
        self.token = token
    }

    /// The answer, whatever it is. Redirects are answers too: they are not followed.
    func post(_ message: OutgoingMessage, timeout: Duration) async throws(PlatformFailure) -> PlatformResponse {
        try await call("chat.postMessage", message.json, timeout)
    }

    /// Whose the token is.
    func whoAmI(timeout: Duration) async throws(PlatformFailure) -> PlatformResponse {
        try await call("auth.test", Array("{}".utf8), timeout)
    }

    private func call(
        _ method: String, _ body: [UInt8], _ timeout: Duration
    ) async throws(PlatformFailure) -> PlatformResponse {
        let request = PlatformRequest(
            "POST", "\(base)/\(method)",
            headers: [
                ("content-type", "application/json; charset=utf-8"), ("accept", "application/json"),
                ("authorization", "Bearer \(token.value)"),
            ], body: body)
        return try await PlatformClient.send(request, longestBody: Self.longestBody, timeout: timeout)
    }
}

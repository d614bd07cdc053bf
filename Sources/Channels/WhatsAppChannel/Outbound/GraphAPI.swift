import AsyncHTTPClient
import ChannelKit
import NIOHTTP1

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The one endpoint of the Graph API that the channel calls.
struct GraphAPI: Sendable {
    private let address: String
    private let token: Secret

    init(graphURL: String, phoneNumberID: String, token: Secret) {
        address = "\(graphURL)/\(phoneNumberID)/messages"
        self.token = token
    }

    /// The answer to a message, whatever its status. Redirects are answers too: they are not followed.
    func send(_ message: OutgoingMessage, timeout: Duration) async throws(GraphCall.Failure) -> GraphResponse {
        try await GraphCall.make(try request(message), on: GraphConnections.replies, timeout: timeout)
    }

    /// The answer to a read mark.
    func mark(_ mark: ReadMark, timeout: Duration) async throws(GraphCall.Failure) -> GraphResponse {
        try await GraphCall.make(try request(mark), on: GraphConnections.courtesies, timeout: timeout)
    }

    private func request(_ body: some Encodable) throws(GraphCall.Failure) -> HTTPClient.Request {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let headers: HTTPHeaders = [
            "authorization": "Bearer \(token.value)", "content-type": "application/json", "accept": "application/json",
            "user-agent": "ChannelKit",
        ]
        do {
            return try HTTPClient.Request(
                url: address, method: .POST, headers: headers, body: .bytes(Array(try encoder.encode(body))))
        } catch {
            throw .notSent(reason: "the request cannot be made from graph_url and the reply")
        }
    }

    /// Meta's words without any that hold the token or the reply's own text.
    func harmless(_ title: String?, text: String) -> String? {
        let words = text.prefix(16)
        guard let title, !token.value.isEmpty, !title.contains(token.value),
            words.isEmpty || !title.contains(words)
        else { return nil }
        return title
    }
}

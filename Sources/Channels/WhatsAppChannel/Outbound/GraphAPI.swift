import ChannelKit
import PlatformClient

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the channel calls of the Graph API: the number, and its messages.
struct GraphAPI: Sendable {
    private let number: String
    private let address: String
    private let token: Secret

    init(graphURL: String, phoneNumberID: String, token: Secret) throws(ChannelError) {
        number = "\(graphURL)/\(try PlatformRequest.segment(phoneNumberID))"
        address = number + "/messages"
        self.token = token
    }

    /// The answer to a message, whatever its status. Redirects are answers too: they are not followed.
    func send(_ message: OutgoingMessage, timeout: Duration) async throws(PlatformFailure) -> PlatformResponse {
        try await PlatformClient.send(try request(message), timeout: timeout)
    }

    /// The answer to a read mark.
    func mark(_ mark: ReadMark, timeout: Duration) async throws(PlatformFailure) -> PlatformResponse {
        try await PlatformClient.send(try request(mark), for: .courtesies, timeout: timeout)
    }

    /// The answer to the question what Meta knows of the number.
    func number(timeout: Duration) async throws(PlatformFailure) -> PlatformResponse {
        try await PlatformClient.send(
            PlatformRequest("GET", number, headers: [("authorization", "Bearer \(token.value)")]), for: .courtesies,
            timeout: timeout)
    }

    private func request(_ body: some Encodable) throws(PlatformFailure) -> PlatformRequest {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return .json(
                address, headers: [("authorization", "Bearer \(token.value)")], body: Array(try encoder.encode(body)))
        } catch {
            throw .notSent(reason: "the request cannot be made of the reply")
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

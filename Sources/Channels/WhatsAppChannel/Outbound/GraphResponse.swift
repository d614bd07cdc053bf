import NIOHTTP1

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What came back from a call.
struct GraphResponse: Sendable {
    /// In bytes. Meta's answers have a few hundred.
    static let longestBody = 1 << 20

    var status: Int
    /// In seconds, at most an hour. Meta documents none; one that is there is honoured.
    var retryAfter: Duration?
    /// Empty where it was longer than the limit.
    var body: [UInt8]

    init(head: HTTPResponseHead, body: [UInt8]) {
        status = Int(head.status.code)
        retryAfter = head.headers.first(name: "retry-after").flatMap(Self.seconds)
        self.body = body
    }

    /// The ids of the messages that were accepted. Empty where the answer names none.
    var messageIDs: [String] {
        let ids = try? JSONDecoder().decode(Accepted.self, from: Data(body)).messages.compactMap(\.id)
        return (ids ?? []).filter { !$0.isEmpty }
    }

    private struct Accepted: Decodable {
        struct Message: Decodable { var id: String? }
        var messages: [Message]
    }

    private static func seconds(_ text: String) -> Duration? {
        guard !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let seconds = Int(text), seconds > 0
        else { return nil }
        return .seconds(min(seconds, 3_600))
    }
}

import PlatformClient

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What came back from a call. Slack answers 200 to nearly everything, and says in the body what it did: `ok`, and
/// `error`, a word (Slack, "Using the Slack Web API": "Evaluating responses", docs.slack.dev/apis/web-api, 2026).
struct SlackAnswer: Sendable {
    let status: Int
    let retryAfter: Duration?
    /// Nil where the body says neither: the answer may be somebody else's.
    let isDone: Bool?
    /// Letters, digits and `_`; at most 64 bytes.
    let error: String?
    let channel: String?
    let stamp: MessageStamp?
    /// The workspace, where it is said whose the token is.
    let team: String?

    private struct Body: Decodable {
        let isDone: Bool?
        let error: String?
        let channel: String?
        let stamp: String?
        let team: String?

        enum Key: String, CodingKey {
            case isDone = "ok"
            case error, channel
            case stamp = "ts"
            case team = "team_id"
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: Key.self)
            isDone = fields.lenient(.isDone)
            error = fields.lenient(.error)
            channel = fields.lenient(.channel)
            stamp = fields.lenient(.stamp)
            team = fields.lenient(.team)
        }
    }

    init(_ response: PlatformResponse) {
        let body = try? JSONDecoder().decode(Body.self, from: Data(response.body))
        status = response.status
        retryAfter = response.retryAfter
        isDone = body?.isDone
        error = body?.error.flatMap(Self.word)
        channel = SlackID.plain(body?.channel)
        stamp = MessageStamp(body?.stamp)
        team = SlackID.plain(body?.team)
    }

    /// Whatever else stands there is nobody's word for an error, and is not logged.
    private static func word(_ text: String) -> String? {
        let isWord = text.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_")
        }
        return isWord && (1...64).contains(text.utf8.count) ? text : nil
    }
}

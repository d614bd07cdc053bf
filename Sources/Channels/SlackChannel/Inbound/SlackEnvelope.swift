#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What Slack posts: an event and what stands around it (Slack, "The Events API": "Callback field overview",
/// docs.slack.dev/apis/events-api, 2026). A field that is missing, or of another type than it should be, is nil.
struct SlackEnvelope: Decodable, Sendable {
    /// `event_callback`, `url_verification`, `app_rate_limited`.
    let type: String?
    let challenge: String?
    let team: String?
    let event: SlackEvent?
    /// The bot's own user, as whom the app sees the event. Nil where it sees it as a person.
    let bot: String?

    private enum Key: String, CodingKey {
        case type, challenge, event, authorizations
        case team = "team_id"
        case enterprise = "enterprise_id"
    }

    private struct Authorization: Decodable {
        let user: String?
        let isBot: Bool?

        enum Key: String, CodingKey {
            case user = "user_id"
            case isBot = "is_bot"
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: Key.self)
            user = fields.lenient(.user)
            isBot = fields.lenient(.isBot)
        }
    }

    /// Nil where the bytes are no JSON object.
    init?(_ body: [UInt8]) {
        guard let envelope = try? JSONDecoder().decode(SlackEnvelope.self, from: Data(body)) else { return nil }
        self = envelope
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        type = fields.lenient(.type)
        challenge = fields.lenient(.challenge)
        event = fields.lenient(.event)
        // What concerns a whole organization names no workspace.
        team = SlackID.plain(fields.lenient(.team)) ?? SlackID.plain(fields.lenient(.enterprise))
        let authorizations: [Authorization]? = fields.lenient(.authorizations)
        bot = authorizations?.first { $0.isBot == true }.flatMap { SlackID.plain($0.user) }
    }
}

extension KeyedDecodingContainer {
    /// The value, or nil for one that is missing, null or of another type.
    func lenient<Value: Decodable>(_ key: Key) -> Value? { try? decode(Value.self, forKey: key) }
}

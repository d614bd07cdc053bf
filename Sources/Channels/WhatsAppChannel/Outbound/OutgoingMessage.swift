import ChannelKit

/// The body of a call that sends one message.
struct OutgoingMessage: Encodable, Sendable {
    enum Content: Sendable {
        case text(String)
        case template(WhatsAppChannel.WindowTemplate, text: String)
    }

    let recipient: Recipient
    let content: Content
    /// The message that this one quotes.
    let quoting: String?
    /// Comes back in every status of the message. Meta documents 512 characters at most.
    let callbackData: String

    func encode(to encoder: any Encoder) throws {
        var body = encoder.container(keyedBy: Key.self)
        try body.encode("whatsapp", forKey: "messaging_product")
        try body.encode(recipient.isGroup ? "group" : "individual", forKey: "recipient_type")
        switch recipient {
        case .number(let number): try body.encode(number, forKey: "to")
        case .group(let id): try body.encode(id, forKey: "to")
        case .user(let id): try body.encode(id, forKey: "recipient")
        }
        if let quoting { try body.encode(["message_id": quoting], forKey: "context") }
        try body.encode(callbackData, forKey: "biz_opaque_callback_data")
        switch content {
        case .text(let text):
            try body.encode("text", forKey: "type")
            var object = body.nestedContainer(keyedBy: Key.self, forKey: "text")
            try object.encode(text, forKey: "body")
            // A model's answer may name any address: none of them is fetched for it.
            try object.encode(false, forKey: "preview_url")
        case .template(let template, let text):
            try body.encode("template", forKey: "type")
            var object = body.nestedContainer(keyedBy: Key.self, forKey: "template")
            try object.encode(template.name, forKey: "name")
            // Meta's schema asks for the policy too, of which there is one only.
            try object.encode(["code": template.language, "policy": "deterministic"], forKey: "language")
            guard template.takesText else { return }
            var components = object.nestedUnkeyedContainer(forKey: "components")
            var component = components.nestedContainer(keyedBy: Key.self)
            try component.encode("body", forKey: "type")
            try component.encode([["type": "text", "text": Self.parameter(text)]], forKey: "parameters")
        }
    }

    /// A text as a template's parameter: one line, and short enough for a body of at most 1,024 characters.
    static func parameter(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let parts = TextParts(limit: parameterLimit).of(line)
        return parts.count > 1 ? parts[0] + " …" : parts[0]
    }

    /// In UTF-16 units.
    private static let parameterLimit = 800
}

/// The body of a call that marks a message, and all before it, as read.
struct ReadMark: Encodable, Sendable {
    let messageID: String
    let showsTyping: Bool

    func encode(to encoder: any Encoder) throws {
        var body = encoder.container(keyedBy: Key.self)
        try body.encode("whatsapp", forKey: "messaging_product")
        try body.encode("read", forKey: "status")
        try body.encode(messageID, forKey: "message_id")
        if showsTyping { try body.encode(["type": "text"], forKey: "typing_indicator") }
    }
}

/// A key of a JSON object, written where it is used.
private struct Key: CodingKey, ExpressibleByStringLiteral {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringLiteral value: String) { stringValue = value }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

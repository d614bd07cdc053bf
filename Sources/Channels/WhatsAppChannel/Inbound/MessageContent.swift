import ChannelKit
import LenientJSON

/// What a message says to the model.
enum MessageContent: Sendable, Equatable {
    /// Something to read; never blank.
    case text(String)
    /// A picture, a voice, a sticker, with no words beside it.
    case unreadable
    /// From a person, but not for the model: recorded under this rule.
    case nothing(rule: String)
    /// No message of a person: the platform's own notice, or a change to an earlier message.
    case notice(type: String)

    init(of message: JSONValue) {
        let type = message["type"]?.text ?? ""
        let object = message[type]
        switch type {
        case "text": self = .reading(object?["body"])
        case "image", "video", "document", "audio", "sticker", "voice":
            self = .reading(object?["caption"], otherwise: .unreadable)
        case "button": self = .reading(object?["text"])
        case "interactive": self.init(interactive: object)
        case "location": self = .reading(object?["name"], more: object?["address"])
        case "order": self = .reading(object?["text"])
        case "contacts": self = .nothing(rule: "contact_cards")
        case "reaction", "request_welcome": self = .nothing(rule: type)
        case "system", "edit", "revoke": self = .notice(type: type)
        default: self = .nothing(rule: "unsupported")
        }
    }

    /// A choice from buttons or a list is what its title says; its id is for machines.
    private init(interactive: JSONValue?) {
        guard let interactive else {
            self = .nothing(rule: "nothing_to_read")
            return
        }
        switch interactive["type"]?.text {
        case "button_reply": self = .reading(interactive["button_reply"]?["title"])
        case "list_reply":
            let row = interactive["list_reply"]
            self = .reading(row?["title"], more: row?["description"])
        default: self = .nothing(rule: "unsupported")
        }
    }

    /// The text, and a second one on a line of its own. Without the first there is nothing to read.
    private static func reading(
        _ first: JSONValue?, more second: JSONValue? = nil, otherwise rest: Self = .nothing(rule: "nothing_to_read")
    ) -> Self {
        guard let text = first?.text, !text.isBlank else { return rest }
        guard let more = second?.text, !more.isBlank else { return .text(text) }
        return .text(text + "\n" + more)
    }
}

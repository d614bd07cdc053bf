import ChannelKit
import Foundation
import LenientJSON

/// The events of a `deliver` line.
struct ProgramEvents {
    /// So many events may stand in one line.
    static let limit = 100

    private(set) var readable: [(index: Int, event: InboundEvent)] = []
    /// Where in the list, from 0, something stands that is no event.
    private(set) var unreadable: [Int] = []

    init(_ line: JSONValue) {
        // Without a list, or with one whose places would not fit into the answer, nothing of the line is taken.
        guard case .array(let list) = line["events"], list.count <= 10 * Self.limit else {
            unreadable = [0]
            return
        }
        for (index, json) in list.enumerated() {
            // The bot's own words are never answered.
            if json["own"] == .bool(true) { continue }
            if index < Self.limit, let event = Self.event(json) {
                readable.append((index, event))
            } else {
                unreadable.append(index)
            }
        }
    }

    private static func event(_ json: JSONValue) -> InboundEvent? {
        switch json["event"]?.text {
        case "message": message(json).map(InboundEvent.message)
        case "status": status(json).map(InboundEvent.status)
        default: nil
        }
    }

    private static func message(_ json: JSONValue) -> InboundMessage? {
        guard let id = json["id"]?.label(limit: 255), let user = json["user"]?.label(limit: 255),
            let text = json["text"]?.text, !text.isEmpty
        else { return nil }
        let chat: String
        if let value = json["chat"] {
            guard let named = value.label(limit: 255) else { return nil }
            chat = named
        } else {
            chat = user
        }
        let context = json["context"]?.text
        if let context, context.utf8.count > 4_096 { return nil }
        return InboundMessage(
            id: id, sender: .identity(Identity(id: user)), profile: Profile(name: json["name"]?.label(limit: 255)),
            address: ChatAddress(chat),
            conversation: json["thread"]?.label(limit: 255).map { .named($0) } ?? .current, content: text,
            sentAt: json["sent_at"]?.text.flatMap { try? Date($0, strategy: .iso8601) }, caller: .absent,
            replyContext: context)
    }

    private static func status(_ json: JSONValue) -> DeliveryStatus? {
        guard let id = json["platform_id"]?.label(limit: 255),
            let state = json["state"]?.text.flatMap(DeliveryStatus.State.init)
        else { return nil }
        let failure = ChannelError(
            "undelivered", kind: .upstreamFailed, message: "The platform could not deliver the reply.")
        return DeliveryStatus(
            platformID: id, reply: json["reply"]?.label(limit: 19).flatMap { ReplyID($0) }, state: state,
            error: state == .failed ? failure : nil)
    }
}

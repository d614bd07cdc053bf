import ChannelKit
import LenientJSON

/// What one delivery of Echo's holds.
struct EchoUpdate {
    private let messages: [JSONValue]

    init(parsing body: [UInt8]) throws(ChannelError) {
        guard let json = JSONReader.read(body), json.isObject else {
            throw ChannelError("malformed_delivery", kind: .invalid, message: "The delivery is not as expected.")
        }
        messages = json["messages"]?.elements ?? []
    }

    var events: [InboundEvent] { messages.compactMap(Self.message).map(InboundEvent.message) }

    /// A message that cannot be read is left out, and its siblings are not lost.
    private static func message(_ json: JSONValue) -> InboundMessage? {
        // Written by a bot: this one or another. Two bots that answer each other never end.
        if json["bot"] == .bool(true) { return nil }
        guard let id = json["id"]?.label(limit: 255), let from = json["from"]?.label(limit: 255),
            let text = json["text"]?.text, !text.isEmpty
        else { return nil }
        return InboundMessage(
            id: id, sender: .identity(Identity(id: from)), address: ChatAddress(from), content: text,
            caller: .absent)
    }
}

import ChannelKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What one delivery of Echo's holds. A message that cannot be read is left out.
struct EchoUpdate {
    private struct Wire: Decodable {
        var messages: [Lenient<Message>]?
    }

    private struct Message: Decodable {
        var id: String
        var from: String
        var text: String?
        /// Written by a bot: this one or another. Two bots that answer each other never end.
        var bot: Bool?
    }

    /// A message that cannot be read is left out, and its siblings are not lost.
    private struct Lenient<Value: Decodable>: Decodable {
        var value: Value?
        init(from decoder: any Decoder) throws { value = try? Value(from: decoder) }
    }

    private let messages: [Message]

    init(parsing body: [UInt8]) throws(ChannelError) {
        do {
            messages = try JSONDecoder().decode(Wire.self, from: Data(body)).messages?.compactMap(\.value) ?? []
        } catch {
            throw ChannelError("malformed_delivery", kind: .invalid, message: "The delivery is not as expected.")
        }
    }

    var events: [InboundEvent] {
        messages.compactMap { message in
            guard message.bot != true, let text = message.text, !text.isEmpty else { return nil }
            return .message(
                InboundMessage(
                    id: message.id, sender: .identity(Identity(id: message.from)),
                    address: ChatAddress(message.from), content: text, caller: .absent))
        }
    }
}

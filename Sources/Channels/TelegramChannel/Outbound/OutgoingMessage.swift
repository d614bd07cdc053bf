import ChannelKit
import LenientJSON

/// The parameters of `sendMessage` (Telegram, "Bot API: sendMessage").
struct OutgoingMessage: Sendable {
    var place: ChatPlace
    let text: String
    /// The number of the message that this one quotes.
    var quoting: Int?

    /// Without a parse mode: a model's answer is sent as it is, and nothing in it can be refused as broken markup.
    var parameters: [JSONValue.Member] {
        var parameters: [JSONValue.Member] = [.init("chat_id", place.chat)]
        if let topic = place.topic { parameters.append(.init("message_thread_id", topic)) }
        parameters.append(.init("text", TextParts.visible(text)))
        if let quoting {
            // The message may have been deleted since.
            parameters.append(
                .init(
                    "reply_parameters",
                    .object([.init("message_id", quoting), .init("allow_sending_without_reply", .bool(true))])))
        }
        // A model's answer may name any address: none of them is fetched for it.
        parameters.append(.init("link_preview_options", .object([.init("is_disabled", .bool(true))])))
        return parameters
    }
}

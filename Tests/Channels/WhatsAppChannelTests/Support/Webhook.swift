import ChannelKit
import HTTPTypes

@testable import WhatsAppChannel

/// Bodies of deliveries, put together as text so that a test can write what no encoder would.
enum Webhook {
    static let number = "106540352242922"
    static let sheena = #"{"profile":{"name":"Sheena"},"wa_id":"16505551234","user_id":"US.1"}"#

    static func body(_ changes: String...) -> String {
        #"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":["#
            + changes.joined(separator: ",") + "]}]}"
    }

    static func change(
        field: String = "messages", number: String = number, display: String = "15550783881",
        contacts: String = sheena, messages: [String] = [], statuses: [String] = [], errors: [String] = []
    ) -> String {
        """
        {"field":"\(field)","value":{"messaging_product":"whatsapp",
        "metadata":{"display_phone_number":"\(display)","phone_number_id":"\(number)"},"contacts":[\(contacts)],
        "messages":[\(messages.joined(separator: ","))],"statuses":[\(statuses.joined(separator: ","))],
        "errors":[\(errors.joined(separator: ","))]}}
        """
    }

    /// A message of Sheena's; `rest` begins with a comma.
    static func message(_ id: String = "m1", type: String, _ rest: String = "") -> String {
        #"{"id":"\#(id)","from":"16505551234","timestamp":"1749416383","type":"\#(type)"\#(rest)}"#
    }

    static func text(_ body: String, id: String = "m1") -> String {
        message(id, type: "text", #","text":{"body":"\#(body)"}"#)
    }

    static func status(_ word: String, _ rest: String = "") -> String {
        #"{"id":"s1","status":"\#(word)","timestamp":"1749416383","recipient_id":"16505551234"\#(rest)}"#
    }
}

extension WhatsAppChannel {
    /// What a body yields, its signature left aside.
    func events(_ body: String) async throws -> [InboundEvent] {
        try await receive(Samples.delivery(.post, body: body), from: .platform)
    }

    func messages(_ body: String) async throws -> [InboundMessage] {
        try await events(body).compactMap(\.message)
    }

    func statuses(_ body: String) async throws -> [DeliveryStatus] {
        try await events(body).compactMap(\.status)
    }
}

extension InboundEvent {
    var message: InboundMessage? { if case .message(let message) = self { message } else { nil } }
    var status: DeliveryStatus? { if case .status(let status) = self { status } else { nil } }
}

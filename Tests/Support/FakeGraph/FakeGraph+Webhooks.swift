import Crypto
public import Foundation

extension FakeGraph {
    /// A delivery as Meta would make it: a body and its signature.
    public struct Webhook: Sendable {
        public var body: Data
        /// The value of `X-Hub-Signature-256`.
        public var signature: String

        /// Signs a body with an app secret.
        public init(_ body: Data, appSecret: String) {
            self.body = body
            let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data(appSecret.utf8)))
            signature = "sha256=" + code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
    }

    /// A state that a status tells, in the words of the wire.
    public enum Status: String, Sendable, CaseIterable {
        case sent, delivered, read, failed
    }

    /// Signs any body as Meta would sign its deliveries to this account.
    public func sign(_ body: String) -> Webhook { Webhook(Data(body.utf8), appSecret: account.appSecret) }

    /// The webhook that brings a person's text to the account's first number.
    public func textWebhook(_ text: String, id: String, from phone: String, at time: Date = Date()) -> Webhook {
        let number = account.numbers.min() ?? ""
        return sign(
            #"{"object":"whatsapp_business_account","entry":[{"id":"\#(account.businessID)","changes":["#
                + #"{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"#
                + #""display_phone_number":"15550783881","phone_number_id":"\#(number)"},"contacts":[{"wa_id":"#
                + #""\#(phone)"}],"messages":[{"from":"\#(phone)","id":\#(Wire.quoted(id)),"timestamp":"#
                + #""\#(Int(time.timeIntervalSince1970))","type":"text","text":{"body":\#(Wire.quoted(text))}}]}}]}]}"#)
    }

    /// The webhook that tells what became of messages: all in one delivery, in this order.
    ///
    /// - Parameters:
    ///   - code: why they failed, for `.failed`.
    ///   - time: in seconds since 1970.
    public func statusWebhook(
        _ status: Status, of messages: [Message], code: Int = 131026, time: Int = 1_760_000_000
    ) -> Webhook {
        let numbers = Dictionary(grouping: messages, by: \.phoneNumberID).sorted { $0.key < $1.key }
        let changes = numbers.map { number, messages in
            let statuses = messages.map { self.status(status, of: $0, code: code, time: time) }.joined(separator: ",")
            return #"{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","#
                + #""phone_number_id":"\#(number)"},\#(contacts(of: messages, status))"statuses":[\#(statuses)]},"#
                + #""field":"messages"}"#
        }
        return sign(
            #"{"object":"whatsapp_business_account","entry":[{"id":"\#(account.businessID)","changes":["#
                + changes.joined(separator: ",") + "]}]}")
    }

    /// People are named in all but failures since users have ids of their own (2026).
    private func contacts(of messages: [Message], _ status: Status) -> String {
        guard status != .failed else { return "" }
        let contacts = messages.map { message in
            if message.isToUserID { return #"{"user_id":\#(Wire.quoted(message.recipient))}"# }
            let digits = message.isToGroup ? Self.participant : message.digits
            return #"{"profile":{"name":"Somebody"},"wa_id":"\#(digits)","user_id":"US.\#(digits)"}"#
        }
        return #""contacts":[\#(contacts.joined(separator: ","))],"#
    }

    /// Who reads what is sent to a group.
    private static let participant = "16505551234"

    private func status(_ status: Status, of message: Message, code: Int, time: Int) -> String {
        let recipient = Wire.quoted(message.isToGroup ? message.recipient : message.digits)
        var fields = #""id":"\#(message.id)","status":"\#(status.rawValue)","timestamp":"\#(time)""#
        if message.isToUserID {
            fields += #","recipient_user_id":\#(Wire.quoted(message.recipient))"#
        } else {
            fields += #","recipient_id":\#(recipient)"#
        }
        if message.isToGroup {
            fields += #","recipient_type":"group","recipient_participant_id":"\#(Self.participant)""#
        }
        if let data = message.callbackData { fields += #","biz_opaque_callback_data":\#(Wire.quoted(data))"# }
        switch status {
        case .sent, .delivered:
            fields += #","pricing":{"billable":false,"pricing_model":"PMP","type":"free_customer_service","#
            fields += #""category":"service"}"#
        case .read: break
        case .failed:
            fields += #","errors":[{"code":\#(code),"title":"An error","message":"An error","#
            fields += #""error_data":{"details":"Said by the fake Graph."},"href":"/docs/whatsapp/error-codes/"}]"#
        }
        return "{\(fields)}"
    }
}

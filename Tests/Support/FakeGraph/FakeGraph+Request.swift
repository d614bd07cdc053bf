public import Foundation

extension FakeGraph {
    /// A call as it came in.
    public struct Request: Sendable {
        public var method: String
        public var path: String
        /// Names in lower case, in the order sent.
        public var headers: [(name: String, value: String)]
        public var body: Data
        public var receivedAt: ContinuousClock.Instant

        public func header(_ name: String) -> String? {
            headers.first { $0.name == name.lowercased() }?.value
        }

        /// The body as a JSON object.
        public var json: [String: Any]? { try? JSONSerialization.jsonObject(with: body) as? [String: Any] }
        public var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// What a call asks to be sent.
    struct Send: Sendable {
        enum Recipient: Sendable { case number, user, group }

        var phoneNumberID: String
        var kind: Recipient
        var recipient: String
        var type: String
        var content: String
        var quoting: String?
        var callbackData: String?
    }

    /// A message that was accepted.
    public struct Message: Sendable {
        /// `wamid.…`, unique in one fake.
        public var id: String
        public var phoneNumberID: String
        /// As it was sent: a number with its plus, a user's id, or a group's.
        public var recipient: String
        public var isToGroup: Bool
        public var isToUserID: Bool
        /// `text`, `template`, …
        public var type: String
        /// The text, or a template's name.
        public var content: String
        /// The id of the message it quotes.
        public var quoting: String?
        public var callbackData: String?
        public var request: Request

        init(id: String, send: Send, request: Request) {
            self.id = id
            phoneNumberID = send.phoneNumberID
            recipient = send.recipient
            isToGroup = send.kind == .group
            isToUserID = send.kind == .user
            type = send.type
            content = send.content
            quoting = send.quoting
            callbackData = send.callbackData
            self.request = request
        }

        /// A number as WhatsApp writes it: digits alone.
        var digits: String { recipient.filter { ("0"..."9").contains($0) } }

        /// What the caller is told.
        var answer: String {
            let input = Wire.quoted(recipient)
            if isToGroup {
                return #"{"messaging_product":"whatsapp","contacts":[{"input":\#(input)}],"#
                    + #""messages":[{"id":"\#(id)","group_id":\#(input)}]}"#
            }
            let known = isToUserID ? #""user_id":\#(input)"# : #""wa_id":"\#(digits)""#
            return #"{"messaging_product":"whatsapp","contacts":[{"input":\#(input),\#(known)}],"#
                + #""messages":[{"id":"\#(id)","message_status":"accepted"}]}"#
        }
    }

    /// A read mark.
    public struct Mark: Sendable, Hashable {
        public var phoneNumberID: String
        public var messageID: String
        public var showsTyping: Bool
    }

    static func messageID(_ number: Int) -> String {
        "wamid." + Data("fake-graph-message-\(number)".utf8).base64EncodedString()
    }
}

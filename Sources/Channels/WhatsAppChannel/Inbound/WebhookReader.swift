import ChannelKit
import LenientJSON
import Logging

/// Translates a delivery's body into events: every entry, change, message and status of it, in their order.
///
/// What cannot be used is logged and left out, and its siblings go on: the platform repeats nothing but whole
/// deliveries, so a part that failed would hold the others back.
struct WebhookReader: Sendable {
    let settings: WhatsAppChannel.Settings
    /// Whether there is another way to send what the ordinary way refuses.
    let hasFallback: Bool
    let mark: ReplyMark
    let logger: Logger

    func events(in body: [UInt8]) -> [InboundEvent] {
        guard let json = JSONReader.read(body), json["object"]?.text == "whatsapp_business_account" else {
            // It is signed, and would be the same the next time.
            logger.warning("a delivery that is no webhook of WhatsApp's was acknowledged and left")
            return []
        }
        var events: [InboundEvent] = []
        for change in json["entry"]?.elements.flatMap({ $0["changes"]?.elements ?? [] }) ?? [] {
            append(change, to: &events)
        }
        return events
    }

    /// Only the field `messages` speaks of messages to us: `history` holds old chats, `smb_message_echoes` the business's
    /// own words, and `calls` statuses of calls, in arrays of the same names.
    private func append(_ change: JSONValue, to events: inout [InboundEvent]) {
        guard change["field"]?.text == "messages", let value = change["value"] else {
            let field = SettingsFault.shown(change["field"]?.text ?? "")
            logger.debug("a webhook of another field was left", metadata: ["field": "\(field)"])
            return
        }
        let number = value["metadata"]?["phone_number_id"]?.label(limit: 64)
        let messages = value["messages"]?.elements ?? []
        let statuses = value["statuses"]?.elements ?? []
        guard number == settings.phoneNumberID || (messages.isEmpty && statuses.isEmpty && number == nil) else {
            logger.info(
                "messages or statuses of another number were acknowledged and left",
                metadata: [
                    "phone_number_id": "\(SettingsFault.shown(number ?? ""))", "messages": "\(messages.count)",
                    "statuses": "\(statuses.count)",
                ])
            return
        }
        for error in value["errors"]?.elements ?? [] { log(error) }
        let contacts = Contacts(value["contacts"]?.elements ?? [])
        let displayNumber = value["metadata"]?["display_phone_number"]?.label(limit: 64) ?? ""
        for message in messages {
            if let event = event(of: message, contacts: contacts, displayNumber: displayNumber) {
                events.append(.message(event))
            }
        }
        events += statuses.compactMap(status).map(InboundEvent.status)
    }

    /// An error of the app, the account or the system, which no message or status carries.
    private func log(_ error: JSONValue) {
        logger.warning(
            "WhatsApp reports an error",
            metadata: [
                "code": "\(error["code"]?.integer ?? 0)",
                "title": "\(PlainTitle(error["title"]?.text ?? error["message"]?.text ?? "")?.text ?? "")",
            ])
    }
}

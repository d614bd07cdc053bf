import Foundation
import LenientJSON

/// A call of a method with the right token.
struct Call {
    enum Verdict {
        case done(String)
        case refused(Data)
    }

    let method: String
    let parameters: JSONValue

    /// What Telegram says to it, and what of it is written down.
    func verdict(_ ledger: Ledger) -> Verdict {
        switch method {
        case "getMe":
            return .done(
                #"{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"Helper","username":"\#(FakeTelegram.username)"}}"#
            )
        case "getWebhookInfo":
            let url = ledger.withLock { $0.webhook?.url ?? "" }
            return .done(
                #"{"ok":true,"result":{"url":\#(Wire.quoted(url)),"has_custom_certificate":false,"pending_update_count":0}}"#
            )
        case "sendMessage": return send(ledger)
        case "sendChatAction": return .done(#"{"ok":true,"result":true}"#)
        case "setWebhook":
            let (url, secret) = (parameters["url"]?.text ?? "", parameters["secret_token"]?.text ?? "")
            ledger.withLock { $0.webhook = url.isEmpty ? nil : (url, secret) }
            return .done(#"{"ok":true,"result":true}"#)
        case "deleteWebhook":
            ledger.withLock { $0.webhook = nil }
            return .done(#"{"ok":true,"result":true}"#)
        default: return .refused(Wire.refusal(404, "Not Found"))
        }
    }

    private func send(_ ledger: Ledger) -> Verdict {
        guard let chat = parameters["chat_id"]?.integer else {
            return .refused(Wire.refusal(400, "Bad Request: chat_id is empty"))
        }
        guard let text = parameters["text"]?.text, !text.isEmpty else {
            return .refused(Wire.refusal(400, "Bad Request: message text is empty"))
        }
        guard text.utf16.count <= 4_096 else { return .refused(Wire.refusal(400, "Bad Request: message is too long")) }
        let quote = parameters["reply_parameters"]
        let number = ledger.withLock { state in
            let number = 50_001 + state.messages.count
            state.messages.append(
                FakeTelegram.Message(
                    number: number, chat: chat, topic: parameters["message_thread_id"]?.integer, text: text,
                    quoting: quote?["message_id"]?.integer,
                    mayQuoteNothing: quote?["allow_sending_without_reply"] == .bool(true)))
            return number
        }
        return .done(
            #"{"ok":true,"result":{"message_id":\#(number),"date":1,"chat":{"id":\#(chat),"type":"private"}}}"#)
    }
}

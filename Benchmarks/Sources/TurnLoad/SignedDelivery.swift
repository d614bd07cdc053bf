import Crypto
import Foundation

/// One text message of one user, as Meta would deliver and sign it.
enum SignedDelivery {
    static func request(message: Int, user: Int, number: String, secret: String, path: String) -> Request {
        let sender = String(16_500_000_000 + user)
        let body =
            #"{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":"#
            + #"{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","#
            + #""phone_number_id":"\#(number)"},"contacts":[{"profile":{"name":"Somebody"},"wa_id":"\#(sender)","#
            + #""user_id":"US.\#(sender)"}],"messages":[{"from":"\#(sender)","from_user_id":"US.\#(sender)","#
            + #""id":"wamid.load-\#(message)","timestamp":"\#(Int(Date.now.timeIntervalSince1970))","#
            + #""text":{"body":"\#(Filler.question)"},"type":"text"}]},"field":"messages"}]}]}"#
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(body.utf8), using: SymmetricKey(data: Data(secret.utf8)))
        let signature = code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return Request("POST", path, ["X-Hub-Signature-256": "sha256=\(signature)"], body: body)
    }
}

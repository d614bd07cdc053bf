import Foundation

/// Says of a call what Meta would: a send, a read mark, or an error with its status.
struct Judge {
    enum Verdict {
        case send(FakeGraph.Send)
        case mark(FakeGraph.Mark)
        /// What Meta knows of a number.
        case shown(String)
        case refused(status: Int, body: String)
    }

    let account: FakeGraph.Account

    func verdict(on request: FakeGraph.Request) -> Verdict {
        let segments = request.path.split(separator: "/").map(String.init)
        guard request.header("authorization") == "Bearer \(account.token)" else {
            return .refused(
                status: 401,
                body: Wire.error(
                    code: 190, title: "Invalid OAuth access token - Cannot parse access token", details: nil,
                    type: "OAuthException"))
        }
        if request.method == "GET", segments.count == 2, account.numbers.contains(segments[1]) {
            let webhook =
                account.callback.map { #","webhook_configuration":{"application":\#(Wire.quoted($0))}"# } ?? ""
            return .shown(
                #"{"verified_name":"Test Number","code_verification_status":"VERIFIED","#
                    + #""display_phone_number":"+1 555-078-3881","quality_rating":"\#(account.quality)","#
                    + #""id":"\#(segments[1])"\#(webhook)}"#)
        }
        guard request.method == "POST" && segments.count == 3 || request.method == "GET" && segments.count == 2,
            segments[0].hasPrefix("v"), segments.count == 2 || segments[2] == "messages"
        else {
            return .refused(status: 404, body: Wire.error(code: 2500, title: "Unknown path components", details: nil))
        }
        guard account.numbers.contains(segments[1]) else {
            return .refused(
                status: 400,
                body: Wire.error(
                    code: 100, title: "Unsupported post request. Object with ID '\(segments[1])' does not exist",
                    details: nil, subcode: 33))
        }
        guard request.header("content-type")?.lowercased().hasPrefix("application/json") == true,
            let body = request.json
        else { return parameter("The request body is not JSON.") }
        guard body["messaging_product"] as? String == "whatsapp" else {
            return parameter("The parameter messaging_product is required.")
        }
        return body["status"] == nil ? send(body, from: segments[1]) : mark(body, from: segments[1])
    }

    private func mark(_ body: [String: Any], from number: String) -> Verdict {
        guard body["status"] as? String == "read" else { return parameter("status must be one of {READ}.") }
        guard let id = body["message_id"] as? String, !id.isEmpty else {
            return parameter("The parameter message_id is required.")
        }
        if let indicator = body["typing_indicator"], (indicator as? [String: Any])?["type"] as? String != "text" {
            return parameter("typing_indicator.type must be text.")
        }
        return .mark(
            FakeGraph.Mark(phoneNumberID: number, messageID: id, showsTyping: body["typing_indicator"] != nil))
    }

    private func send(_ body: [String: Any], from number: String) -> Verdict {
        let recipientType = body["recipient_type"] as? String ?? "individual"
        guard ["individual", "group"].contains(recipientType) else { return parameter("recipient_type is unknown.") }
        // If both are there, `to` wins.
        let to = (body["to"] as? String).flatMap { $0.isEmpty ? nil : $0 }
        guard let recipient = to ?? body["recipient"] as? String, !recipient.isEmpty else {
            return parameter("The parameter to is required.")
        }
        let type = body["type"] as? String ?? "text"
        guard let object = body[type] as? [String: Any] else { return parameter("The parameter \(type) is required.") }
        let content: String
        switch type {
        case "text":
            content = object["body"] as? String ?? ""
            guard (1...4_096).contains(content.utf16.count) else {
                return parameter("Param text['body'] must be at least 1 and at most 4096 characters long.")
            }
        case "template":
            content = object["name"] as? String ?? ""
            guard !content.isEmpty, (object["language"] as? [String: Any])?["code"] is String else {
                return parameter("A template needs a name and a language.")
            }
        default: content = ""
        }
        if let context = body["context"], (context as? [String: Any])?["message_id"] as? String == nil {
            return parameter("context.message_id is required.")
        }
        let kind: FakeGraph.Send.Recipient = recipientType == "group" ? .group : to == nil ? .user : .number
        return .send(
            FakeGraph.Send(
                phoneNumberID: number, kind: kind, recipient: recipient, type: type, content: content,
                quoting: (body["context"] as? [String: Any])?["message_id"] as? String,
                callbackData: body["biz_opaque_callback_data"] as? String))
    }

    private func parameter(_ details: String) -> Verdict {
        .refused(status: 400, body: Wire.error(code: 100, title: "(#100) Invalid parameter", details: details))
    }
}

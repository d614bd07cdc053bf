public import ChannelKit
import LenientJSON
import PlatformClient

extension WhatsAppChannel: Diagnosable {
    private static let patience = Duration.seconds(8)

    /// Asks the Graph API about the number, which needs the token and shows what Meta thinks of it (Meta, "WhatsApp
    /// Business Phone Number", 2026).
    public func diagnose() async -> [Finding] {
        let response: PlatformResponse
        do throws(PlatformFailure) {
            response = try await graph.number(timeout: Self.patience)
        } catch {
            return [
                Finding(
                    "Graph API", .unavailable, "\(settings.graphURL) does not answer",
                    remedy: "look at graph_url, the network, and what stands between")
            ]
        }
        let body = JSONReader.read(response.body)
        guard (200..<300).contains(response.status), let body else { return [refusal(response, body)] }
        return [Finding("access token", .ok, "the Graph API takes it")] + [number(body)] + webhook(body)
    }

    private func refusal(_ response: PlatformResponse, _ body: JSONValue?) -> Finding {
        let code = body?["error"]?["code"]?.integer ?? 0
        switch (response.status, code) {
        case (300..<400, _):
            return Finding(
                "Graph API", .misconfigured, "graph_url answers with a redirect",
                remedy: "set it to the Graph API itself")
        // 190: not valid any more, or none; 10, 200…299: not for this (Meta, "Error codes").
        case (401, _), (_, 190):
            return Finding(
                "access token", .misconfigured, "Meta does not take it: HTTP \(response.status), code \(code)",
                remedy: "make a new one for the system user, with whatsapp_business_messaging, and set access_token")
        case (403, _), (_, 10), (_, 200..<300):
            return Finding(
                "access token", .misconfigured,
                "it may not use this number: HTTP \(response.status), code \(code)",
                remedy: "give the system user the WhatsApp account, and the token whatsapp_business_messaging")
        case (400, 100), (404, _):
            return Finding(
                "phone_number_id", .misconfigured, "Meta knows no such number for this token",
                remedy: "take the phone number ID (not the telephone number) from WhatsApp > API Setup")
        case (500..., _), (429, _):
            return Finding(
                "Graph API", .unavailable, "it fails: HTTP \(response.status)", remedy: "try again later")
        default:
            return Finding(
                "Graph API", .unavailable, "it answers HTTP \(response.status), code \(code)",
                remedy: "look at graph_url")
        }
    }

    private func number(_ body: JSONValue) -> Finding {
        let quality = body["quality_rating"]?.text ?? "UNKNOWN"
        // A name as Meta shows it, without whatever would end a line.
        let name = SettingsFault.shown(body["verified_name"]?.text ?? "a number without a name")
        if quality == "RED" {
            return Finding(
                "phone_number_id", .warning, "\(name): Meta rates its quality RED and may limit it",
                remedy: "look at WhatsApp Manager > Phone numbers > Insights")
        }
        return Finding("phone_number_id", .ok, name)
    }

    /// Where Meta's deliveries go, as far as it says so: the number's own address wins over the account's and the app's.
    private func webhook(_ body: JSONValue) -> [Finding] {
        let set = body["webhook_configuration"]
        let places = ["phone_number", "whatsapp_business_account", "application"]
        guard let url = places.lazy.compactMap({ set?[$0]?.text }).first(where: { !$0.isEmpty }) else {
            return [
                Finding(
                    "webhook", .warning, "Meta does not say where deliveries go",
                    remedy:
                        "look at WhatsApp > Configuration: the address ends in \(settings.path), the field is messages")
            ]
        }
        let shown = SettingsFault.shown(url.prefix { $0 != "?" }.description)
        guard url.prefix(while: { $0 != "?" }).hasSuffix(settings.path) else {
            return [
                Finding(
                    "webhook", .misconfigured, "deliveries go to \(shown), and the path here is \(settings.path)",
                    remedy: "make the address at Meta and path agree")
            ]
        }
        return [Finding("webhook", .ok, "deliveries go to \(shown)")]
    }
}

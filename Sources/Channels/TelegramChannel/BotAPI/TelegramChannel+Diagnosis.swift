public import ChannelKit
import LenientJSON

extension TelegramChannel: Diagnosable {
    private static let patience = Duration.seconds(8)
    /// So many updates that wait say that nobody takes them.
    private static let many = 100

    /// Asks who the bot is and how its updates reach it (Telegram, "Bot API: getMe, getWebhookInfo").
    public func diagnose() async -> [Finding] {
        do throws(ChannelError) {
            let bot = try await api.call("getMe", timeout: Self.patience)
            let name = SettingsFault.shown(bot["username"]?.text ?? "")
            var findings = [Finding("token", .ok, "it is @\(name)'s")]
            if settings.groups, bot["can_read_all_group_messages"] == .bool(false) {
                findings.append(
                    Finding("groups", .ok, "privacy mode is on: only what addresses the bot reaches it"))
            }
            return findings + webhook(try await api.call("getWebhookInfo", timeout: Self.patience))
        } catch {
            let isRefusal = error.kind == .unauthenticated
            return [
                Finding(
                    isRefusal ? "token" : "Bot API", isRefusal ? .misconfigured : .unavailable, error.message,
                    remedy: isRefusal ? "set token to what @BotFather shows" : "look at api_base and the network")
            ]
        }
    }

    private func webhook(_ info: JSONValue) -> [Finding] {
        let url = info["url"]?.text ?? ""
        var findings = [settings.mode == .polling ? polling(url) : posting(url)]
        if let error = info["last_error_message"]?.text, settings.mode == .webhook, !url.isEmpty {
            findings.append(
                Finding(
                    "webhook", .warning, "Telegram's last delivery failed: \(SettingsFault.shown(error))",
                    remedy: "see that the address can be reached from outside, by https, with the same secret_token"))
        }
        if let waiting = info["pending_update_count"]?.integer, waiting > Self.many {
            findings.append(
                Finding("updates", .warning, "\(waiting) wait to be fetched", remedy: "see that the bot runs"))
        }
        return findings
    }

    private func polling(_ url: String) -> Finding {
        if url.isEmpty { return Finding("updates", .ok, "they can be fetched: no webhook is set") }
        return settings.replacesWebhook
            ? Finding(
                "updates", .warning, "a webhook is set, and is removed at the next start", remedy: "start the bot")
            : Finding(
                "updates", .misconfigured, "a webhook is set, so they cannot be fetched",
                remedy: "set replace_webhook: true, or mode: webhook")
    }

    private func posting(_ url: String) -> Finding {
        let wanted = settings.publicURL.map { $0 + settings.path }
        switch (url.isEmpty, wanted) {
        case (true, .some):
            return Finding(
                "webhook", .warning, "none is set yet: the bot sets it when it starts", remedy: "start the bot")
        case (true, nil):
            return Finding(
                "webhook", .misconfigured, "none is set, so no update arrives",
                remedy: "set public_url, or call setWebhook with secret_token")
        case (false, let wanted) where wanted.map { $0 == url } ?? url.hasSuffix(settings.path):
            return Finding("webhook", .ok, "updates go to \(SettingsFault.shown(url))")
        case (false, _):
            return Finding(
                "webhook", wanted == nil ? .misconfigured : .warning, "updates go to \(SettingsFault.shown(url))",
                remedy: wanted == nil ? "make it end in \(settings.path)" : "start the bot: it sets its own")
        }
    }
}

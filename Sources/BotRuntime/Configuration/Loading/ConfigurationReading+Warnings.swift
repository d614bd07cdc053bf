import BotStore
import ChannelKit

/// What is allowed, but probably not meant.
extension ConfigurationReading {
    /// Webhooks of up to 3 MB are sent (Meta, "Webhooks", 2026).
    private static let webhookSize = 3 << 20

    /// In the order of their places.
    func warnings(of channels: [OpenedChannel]) -> [SettingsFault] {
        let all = warningsOfWebhooks(among: channels) + channels.flatMap(warningsOfLimits)
        return all.sorted { ($0.mark.line, $0.mark.column) < ($1.mark.line, $1.mark.column) }
    }

    private func warningsOfWebhooks(among channels: [OpenedChannel]) -> [SettingsFault] {
        let names = channels.filter { $0.channel is any WebhookReceiving }.map(\.entry.name).joined(separator: ", ")
        guard !names.isEmpty else { return [] }
        var warnings: [SettingsFault] = []
        if configuration.store == .sqliteMemory {
            warnings.append(
                SettingsFault(
                    "what \(names) accepts is kept in memory only and lost when the process ends", at: storeMark,
                    hint: "use sqlite:PATH for webhooks"))
        }
        if configuration.server.maxBodySize < Self.webhookSize {
            let size = SizeText.write(Self.webhookSize)
            warnings.append(
                SettingsFault(
                    "max_body_size: a webhook of \(names) may be larger, and would never be accepted",
                    at: bodySizeMark, hint: "at least \(size)"))
        }
        return warnings
    }

    private func warningsOfLimits(of opened: OpenedChannel) -> [SettingsFault] {
        let limits = opened.policy.limits
        // On a webhook a platform says who its users are, and each of them has one account.
        guard opened.channel is any HTTPMounted, !(opened.channel is any WebhookReceiving) else { return [] }
        let mark = opened.entry.mark(of: "rate_limit")
        if limits.address == nil, limits.user != nil {
            return [
                SettingsFault(
                    "rate_limit: whoever opens one conversation after the other is a new user each time", at: mark,
                    hint: "limit address too")
            ]
        }
        if limits.address != nil, configuration.server.trustedProxies == .none {
            return [
                SettingsFault(
                    "rate_limit.address: behind a proxy all clients would count as one", at: mark,
                    hint: "if there is one, name it in server.trusted_proxies")
            ]
        }
        return []
    }
}

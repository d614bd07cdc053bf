public import ChannelKit
import LenientJSON
import Logging
import PlatformClient

import struct Foundation.Date

extension TelegramChannel: Running {
    /// Telegram gives the updates of a bot to one who asks, and refuses a second one.
    public var replication: Replication { .oneAtATime }

    /// Fetches updates; or, with a webhook, makes sure that the token is good and the webhook set, and waits for the end.
    public func run(deliver: Deliver<HTTPDelivery>) async throws(ChannelError) {
        let name = try await identity.username()
        logger.info("the bot is known to Telegram", metadata: ["username": "\(SettingsFault.shown(name))"])
        switch settings.mode {
        case .webhook:
            if let publicURL = settings.publicURL { try await setWebhook(publicURL + settings.path) }
            while !Task.isCancelled { try? await Task.sleep(for: .seconds(3_600)) }
        case .polling:
            if settings.replacesWebhook {
                _ = try await api.call("deleteWebhook", for: .polling, timeout: settings.sendTimeout)
            }
            try await UpdatePoll(channel: self).run(deliver)
        }
    }

    private func setWebhook(_ url: String) async throws(ChannelError) {
        _ = try await api.call(
            "setWebhook",
            [
                .init("url", url), .init("secret_token", settings.secretToken?.value ?? ""),
                .init("allowed_updates", UpdatePoll.kinds),
            ], timeout: settings.sendTimeout)
        logger.info("the webhook is set")
    }
}

public import ChannelKit
import HTTPTypes
import Logging

/// Telegram, through its Bot API: `type: telegram`.
///
/// One instance is one bot. Its updates come by a webhook that Telegram posts to `path`, one update a request, or are
/// fetched in a loop (`mode`); Telegram allows one of the two at a time. It keeps what was not confirmed for 24 hours
/// (Telegram, "Bot API: Getting updates").
public struct TelegramChannel: WebhookReceiving {
    public static let type: ChannelType = "telegram"

    let settings: Settings
    let api: BotAPI
    let identity: BotIdentity
    let logger: Logger
    let cursor: any ChannelCursor

    public init(settings: Settings, context: ChannelContext) throws(ChannelError) {
        self.settings = settings
        api = BotAPI(base: settings.apiBase, token: settings.token)
        identity = BotIdentity(api: api, token: settings.token, timeout: settings.sendTimeout)
        logger = context.logger
        cursor = context.cursor
    }

    /// None where updates are fetched.
    public var routes: [HTTPRoute] {
        settings.mode == .webhook ? [HTTPRoute(.post, settings.path)] : []
    }
}

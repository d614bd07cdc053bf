public import ChannelKit
import HTTPTypes
import Logging

/// WhatsApp Business, through Meta's Cloud API: `type: whatsapp`.
///
/// One instance is one number. Meta posts what happens to it, signed, to `path`; each delivery may hold many messages
/// and statuses, of this number and of others. It is acknowledged with 200 once what it holds is recorded; anything
/// else makes Meta deliver it again, for up to seven days (Meta, "Create a webhook endpoint", 2026).
public struct WhatsAppChannel: WebhookReceiving {
    public static let type: ChannelType = "whatsapp"

    let settings: Settings
    let graph: GraphAPI
    let logger: Logger
    let mark: ReplyMark

    public init(settings: Settings, context: ChannelContext) throws(ChannelError) {
        self.settings = settings
        graph = try GraphAPI(
            graphURL: settings.graphURL, phoneNumberID: settings.phoneNumberID, token: settings.accessToken)
        logger = context.logger
        mark = ReplyMark(installation: context.installation)
    }

    public var routes: [HTTPRoute] {
        [HTTPRoute(.get, settings.path), HTTPRoute(.post, settings.path)]
    }
}

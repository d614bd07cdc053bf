public import ChannelKit
import HTTPTypes
import Logging

import struct Foundation.Date

/// Slack, through its Events API and its Web API: `type: slack`.
///
/// One instance is one app in one workspace. Slack posts what happens there, signed and one event a request, to `path`.
/// It wants a 2xx within three seconds; else it posts the event again at once, after a minute and after five, and, where
/// "Delayed Events" is switched on for the app, every hour for a day (Slack, "The Events API": "Retries" and "Delayed
/// events retry", docs.slack.dev/apis/events-api, 2026).
///
/// There is no `WorkIndicating`: a bot cannot show that it types. `user_typing` belongs to the retired RTM API and is in
/// neither the Events API nor the Web API (github.com/slackapi/bolt-js/issues/885 and 2580).
public struct SlackChannel: WebhookReceiving {
    public static let type: ChannelType = "slack"

    let settings: Settings
    let api: WebAPI
    let logger: Logger
    /// What a request's own time is compared with.
    var now: @Sendable () -> Date = { Date() }

    public init(settings: Settings, context: ChannelContext) throws(ChannelError) {
        self.settings = settings
        api = WebAPI(base: settings.apiURL, token: settings.botToken)
        logger = context.logger
    }

    public var routes: [HTTPRoute] { [HTTPRoute(.post, settings.path)] }
}

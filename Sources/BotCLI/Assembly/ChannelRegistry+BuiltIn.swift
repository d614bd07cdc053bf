public import BotRuntime
import HTTPChannel
import ProcessChannel
import SlackChannel
import StdioChannel
import TelegramChannel
import WhatsAppChannel

extension ChannelRegistry {
    /// The channels that come with ChannelKit: one line each.
    public static var builtIn: ChannelRegistry {
        [
            HTTPChannel.self,
            WhatsAppChannel.self,
            StdioChannel.self,
            TelegramChannel.self,
            SlackChannel.self,
            ProcessChannel.self,
        ]
    }
}

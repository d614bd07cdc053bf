import BotStore
import ChannelKit
import Logging

extension Turn {
    var metadata: Logger.Metadata { metadata([:]) }

    func metadata(_ more: Logger.Metadata) -> Logger.Metadata {
        more.merging([
            "channel": "\(channel)", "turn": "\(id)", "conversation": "\(conversation)", "attempt": "\(attempt)",
        ]) { first, _ in first }
    }
}

import Synchronization

/// What is known of the parts of the bot.
final class HealthBoard: Sendable {
    enum ChannelState: String, Sendable {
        case starting, up, ended, failed
    }

    private let channels = Mutex<[String: ChannelState]>([:])

    func set(_ channel: String, _ state: ChannelState) {
        channels.withLock { $0[channel] = state }
    }

    var all: [(channel: String, state: ChannelState)] {
        channels.withLock { $0.map { (channel: $0.key, state: $0.value) } }.sorted { $0.channel < $1.channel }
    }
}

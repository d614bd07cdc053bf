import Synchronization

/// What is known of the parts of the bot.
final class HealthBoard: Sendable {
    enum ChannelState: String, Sendable {
        case starting, up, ended, failed
        /// Another process runs the channel's loop; this one takes it over when that is gone.
        case standby
    }

    private struct State {
        var channels: [String: ChannelState] = [:]
        /// Why an instance cannot send, where its platform does not take its word any more.
        var obstacles: [String: String] = [:]
    }

    private let state = Mutex(State())

    func set(_ channel: String, _ state: ChannelState) {
        self.state.withLock { $0.channels[channel] = state }
    }

    /// The instance is no longer there.
    func remove(_ channel: String) {
        state.withLock { state in
            state.channels[channel] = nil
            state.obstacles[channel] = nil
        }
    }

    /// An instance cannot send any more, for a reason that may be shown; or, with nil, it can again.
    func setObstacle(_ channel: String, _ reason: String?) {
        state.withLock { $0.obstacles[channel] = reason }
    }

    var all: [(channel: String, state: ChannelState, reason: String?)] {
        let (channels, obstacles) = state.withLock { ($0.channels, $0.obstacles) }
        return Set(channels.keys).union(obstacles.keys).sorted().map { channel in
            let reason = obstacles[channel]
            return (channel, reason == nil ? channels[channel] ?? .starting : .failed, reason)
        }
    }
}

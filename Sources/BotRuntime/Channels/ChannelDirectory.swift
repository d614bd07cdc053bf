import ChannelKit
import Synchronization

/// The channel instances as they are now, and the routes on which they are mounted.
///
/// Whoever needs an instance looks it up at that moment, so a reload reaches everybody at once. It is exchanged as a whole:
/// nobody sees the half of a new configuration.
final class ChannelDirectory: Sendable {
    private struct State {
        var channels: [String: HostedChannel] = [:]
        var routes = RouteTable()
    }

    private let state: Mutex<State>

    init(_ channels: [HostedChannel] = []) { state = Mutex(Self.state(of: channels)) }

    convenience init(_ channels: [String: HostedChannel]) {
        self.init(channels.sorted { $0.key < $1.key }.map(\.value))
    }

    subscript(instance: String) -> HostedChannel? { state.withLock { $0.channels[instance] } }

    var all: [String: HostedChannel] { state.withLock { $0.channels } }

    var routes: RouteTable { state.withLock { $0.routes } }

    func replace(with channels: [HostedChannel]) {
        let next = Self.state(of: channels)
        state.withLock { $0 = next }
    }

    private static func state(of channels: [HostedChannel]) -> State {
        var state = State()
        for channel in channels where state.channels[channel.instance] == nil {
            state.channels[channel.instance] = channel
            guard let answer = channel.answer else { continue }
            for route in channel.routes { state.routes.add(route, handler: answer) }
        }
        return state
    }
}

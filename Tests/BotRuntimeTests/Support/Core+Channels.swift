import BotStore
import ChannelKit

@testable import BotRuntime

extension Core {
    /// One instance, called `web`, as the services are given it.
    func web(
        _ channel: some Channel = AbleChannel(), policy: ChannelPolicy = ChannelPolicy()
    ) -> [String: HostedChannel] {
        ["web": HostedChannel(channel, instance: "web", policy: policy, core: self)]
    }

    /// Begins whatever may be begun now.
    func beginDue() async throws -> [BegunTurn] {
        try await store.beginTurns(limit: 10, policy: policy.conversation, apologies: [:], now: now()).turns
            .map(begin)
    }
}

@testable import BotRuntime

// Tests name the instances that a service is given; the program's may change meanwhile.

extension TurnRunner {
    init(core: Core, channels: [String: HostedChannel]) {
        self.init(core: core, channels: ChannelDirectory(channels))
    }
}

extension TurnDispatcher {
    init(core: Core, channels: [String: HostedChannel]) {
        self.init(core: core, channels: ChannelDirectory(channels))
    }
}

extension WorkIndicator {
    init(core: Core, channels: [String: HostedChannel]) {
        self.init(core: core, channels: ChannelDirectory(channels))
    }
}

extension OutboxSender {
    init(
        core: Core, channels: [String: HostedChannel], health: HealthBoard, sendLimit: Duration = .seconds(60),
        lastMoment: Duration = .seconds(2)
    ) {
        self.init(
            core: core, channels: ChannelDirectory(channels), health: health, sendLimit: sendLimit,
            lastMoment: lastMoment)
    }
}

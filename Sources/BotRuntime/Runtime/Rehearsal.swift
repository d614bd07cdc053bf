package import BotModel
package import BotStore
package import ChannelKit
package import Logging
import ServiceLifecycle

package import struct Foundation.Date

/// A bot in a test's hands: all of a message's way around one channel instance, without ports and signals, and by a clock
/// of the test's.
///
/// `ChannelTesting` runs channels in it: what it proves, it proves of the runtime that serves.
package struct Rehearsal: Sendable {
    /// What the test brings.
    package struct Parts: Sendable {
        package var channel: OpenedChannel
        package var store: any Store
        package var model: any LanguageModel
        /// How many turns may be pending.
        package var pendingTurns: Int
        package var now: @Sendable () -> Date
        package var sleep: @Sendable (Duration) async throws -> Void
        /// False once the process counts as killed: nothing it sends arrives any more.
        package var isAlive: @Sendable () -> Bool

        package init(
            channel: OpenedChannel, store: any Store, model: any LanguageModel, pendingTurns: Int,
            now: @escaping @Sendable () -> Date, sleep: @escaping @Sendable (Duration) async throws -> Void,
            isAlive: @escaping @Sendable () -> Bool
        ) {
            self.channel = channel
            self.store = store
            self.model = model
            self.pendingTurns = pendingTurns
            self.now = now
            self.sleep = sleep
            self.isAlive = isAlive
        }
    }

    private let core: Core
    private let channel: HostedChannel
    private let place: Reception.Place
    private let health = HealthBoard()
    private let group: ServiceGroup

    package init(_ parts: Parts, logger: Logger) {
        let core = Core(
            store: parts.store, model: parts.model,
            policy: TurnPolicy(
                systemPrompt: nil, greetings: ["Hello!"],
                conversation: ConversationPolicy(idleTimeout: .seconds(43_200), historyLimit: 40),
                modelTimeout: .seconds(60)),
            pendingLimit: parts.pendingTurns, logger: logger, now: parts.now, sleep: parts.sleep)
        let opened = parts.channel
        let isAlive = parts.isAlive
        let channel = HostedChannel(
            opened.channel, instance: opened.entry.name, policy: opened.policy, core: core,
            sending: { send in
                { reply, address throws(ChannelError) in
                    guard isAlive() else { throw .internalFault("the process was killed") }
                    return try await send(reply, address)
                }
            })
        let name = opened.entry.name
        let directory = ChannelDirectory([channel])
        let services: [any Service] = [
            OutboxSender(core: core, channels: directory, health: health),
            TurnDispatcher(core: core, channels: directory),
            ChannelLoops(
                channels: directory, roster: LoopRoster([channel].filter { $0.loop != nil }, staysOpen: true),
                staysOpen: true, core: core, health: health),
            Drain(core: core),
        ]
        var configuration = ServiceGroupConfiguration(services: services, logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(20)
        self.core = core
        self.channel = channel
        place = Reception.Place(instance: name, policy: opened.policy, core: core)
        group = ServiceGroup(configuration: configuration)
    }

    /// Takes over what an earlier process left. To be called before `run`.
    package func takeOver() async throws {
        core.capacity.occupy(try await core.store.pendingTurns())
        try await OutboxSender(core: core, channels: ChannelDirectory([channel]), health: health).takeOver()
        core.phase.beginRecovery()
    }

    /// Serves until it is stopped or cancelled.
    package func run() async throws { try await group.run() }

    /// As SIGTERM does it.
    package func stop() async { await group.triggerGracefulShutdown() }

    /// What the gateway answers to a request. Nil for a channel that is not mounted.
    package func answer(to delivery: HTTPDelivery) async -> HTTPAnswer? { await channel.answer?(delivery) }

    /// What the channel's own loop is told of a delivery.
    package func receive<C: Channel>(_ delivery: C.Delivery, by channel: C) async throws(ChannelError) -> [Admission] {
        let reception = Reception(place: place, channelType: C.type, whenFull: .refuse)
        guard case .admitted(let admissions) = try await reception.receive(delivery, by: channel) else { return [] }
        return admissions
    }

    /// Whether it has begun to stop.
    package var isDraining: Bool { core.phase.isDraining }

    /// Tries every reply whose time has come, and returns when all were tried.
    package func sendWaitingReplies() async {
        core.outbox.check()
        await core.outbox.idle()
    }

    /// Whether every accepted turn is over and no reply waits.
    package func isSettled() async throws -> Bool {
        guard core.capacity.used == 0, core.outbox.inHand == 0 else { return false }
        return try await core.store.pendingReplies(channels: [channel.instance]) == 0
    }
}

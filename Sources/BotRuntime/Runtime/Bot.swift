public import BotModel
public import BotStore
public import ChannelKit
public import Logging
public import PrometheusMetrics
import ServiceLifecycle
import UnixSignals

/// A whole bot: channels in front, a store and a model behind, and the services between them.
public struct Bot: Sendable {
    /// Where the bot listens and within which limits.
    public struct Settings: Sendable {
        /// An address or a name of this machine; `0.0.0.0` is all of its IPv4 addresses.
        public var host: String
        /// Zero: a free one, which the log names.
        public var port: Int
        public var adminHost: String
        public var adminPort: Int
        /// In bytes; a longer body is answered with 413.
        public var maxBodySize: Int
        /// For sending a whole request head.
        public var headerTimeout: Duration
        /// For a request's body.
        public var requestTimeout: Duration
        /// For finishing what is in flight. What is left then stays queued.
        public var shutdownTimeout: Duration
        /// Turns that may be accepted and not over at the same time.
        public var pendingTurns: Int
        /// How long a message that comes again is known.
        public var deduplicateFor: Duration
        /// Whose `X-Forwarded-For` is believed.
        public var trustedProxies: TrustedProxies
        /// False: no admin port is opened (`bot chat`).
        public var servesAdmin: Bool
        /// Nil: the public server speaks plain HTTP/1.1.
        public var tls: TLSIdentity?
        /// How long what was said is kept. Nil: for good.
        public var keepMessagesFor: Duration?
        /// What each user may use a day. Nil: without limit.
        public var budget: DailyBudget?

        public init(
            host: String, port: Int, adminHost: String, adminPort: Int, maxBodySize: Int, headerTimeout: Duration,
            requestTimeout: Duration, shutdownTimeout: Duration, pendingTurns: Int, deduplicateFor: Duration,
            trustedProxies: TrustedProxies = .none, servesAdmin: Bool = true, tls: TLSIdentity? = nil,
            keepMessagesFor: Duration? = nil, budget: DailyBudget? = nil
        ) {
            self.host = host
            self.port = port
            self.adminHost = adminHost
            self.adminPort = adminPort
            self.maxBodySize = maxBodySize
            self.headerTimeout = headerTimeout
            self.requestTimeout = requestTimeout
            self.shutdownTimeout = shutdownTimeout
            self.pendingTurns = pendingTurns
            self.deduplicateFor = deduplicateFor
            self.trustedProxies = trustedProxies
            self.servesAdmin = servesAdmin
            self.tls = tls
            self.keepMessagesFor = keepMessagesFor
            self.budget = budget
        }
    }

    private let settings: Settings
    private let core: Core
    private let channels: ChannelDirectory
    private let loops: LoopRoster
    /// Whether anything was mounted at the start: then the server is open, whatever is mounted later.
    private let hasMounted: Bool
    private let health = HealthBoard()
    private let logger: Logger

    /// Puts a bot together. Opens no port and starts nothing; `run` does. `metrics` is what `GET /metrics` shows: a program
    /// that makes it the backend of swift-metrics shows there what its channels and libraries count as well.
    public init(
        settings: Settings, policy: TurnPolicy, store: any Store, model: any LanguageModel,
        channels: [(instance: String, channel: any Channel, policy: ChannelPolicy)], logger: Logger,
        metrics: PrometheusRegistry = PrometheusRegistry()
    ) {
        self.settings = settings
        self.logger = logger
        let core = Core(
            store: store, model: model, policy: policy, pendingLimit: settings.pendingTurns, logger: logger,
            metrics: RuntimeMetrics(metrics))
        self.core = core
        var hosted: [HostedChannel] = []
        for (instance, channel, policy) in channels {
            core.metrics.prepare(channel: instance)
            hosted.append(HostedChannel(channel, instance: instance, policy: policy, core: core))
        }
        self.channels = ChannelDirectory(hosted)
        hasMounted = hosted.contains { !$0.routes.isEmpty }
        loops = LoopRoster(hosted.filter { $0.loop != nil }, staysOpen: hasMounted)
    }

    /// Serves until SIGTERM or SIGINT, or until every channel has come to its end. Then everything in flight is
    /// finished, for at most the shutdown time-out; what is left stays durably queued.
    ///
    /// Throws `PortUnavailable` or `StoreError` when it cannot start.
    ///
    /// - Parameter next: asked at each SIGHUP what the bot is to be from now on. Nil: the signal is left to whoever
    ///   handles it.
    public func run(
        reloading next: (@Sendable () async throws(ReconfigurationRefused) -> Reconfiguration)? = nil
    ) async throws {
        if let budget = settings.budget { try await core.store.setBudget(budget) }
        core.capacity.occupy(try await core.store.pendingTurns())
        try await sender.takeOver()
        core.phase.beginRecovery()
        for channel in channels.all.values where channel.loop == nil { health.set(channel.instance, .starting) }
        var configuration = ServiceGroupConfiguration(
            services: services(reloading: next), gracefulShutdownSignals: [.sigterm, .sigint], logger: quietLogger)
        configuration.maximumGracefulShutdownDuration = settings.shutdownTimeout
        let result: Result<Void, any Error>
        do {
            result = .success(try await ServiceGroup(configuration: configuration).run())
        } catch is CancellationError where core.phase.isDraining {
            // The shutdown time-out has passed: what was not finished is queued, which is how it is meant.
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await core.shutDownModels()
        await core.store.close()
        try result.get()
    }

    /// In the order of dependence: shut down from the last to the first, each when those after it have ended.
    private func services(
        reloading next: (@Sendable () async throws(ReconfigurationRefused) -> Reconfiguration)?
    ) -> [ServiceGroupConfiguration.ServiceConfiguration] {
        var services: [any Service] = []
        if let shared = core.store as? any SharedStore { services.append(Replication(core: core, store: shared)) }
        if settings.servesAdmin { services.append(adminServer) }
        services.append(
            Upkeep(
                core: core, deduplicateFor: settings.deduplicateFor, keepMessagesFor: settings.keepMessagesFor))
        services.append(sender)
        services.append(TurnDispatcher(core: core, channels: channels))
        services.append(
            ChannelLoops(channels: channels, roster: loops, staysOpen: hasMounted, core: core, health: health))
        if hasMounted { services.append(publicServer) }
        if let next {
            services.append(
                Reload(
                    core: core, channels: channels, loops: loops, health: health, servesChannels: hasMounted, next: next
                ))
        }
        services.append(Drain(core: core))
        return services.map { service in
            .init(
                service: service, successTerminationBehavior: .gracefullyShutdownGroup,
                failureTerminationBehavior: .gracefullyShutdownGroup)
        }
    }

    private var sender: OutboxSender { OutboxSender(core: core, channels: channels, health: health) }

    private var publicServer: HTTPServerService {
        HTTPServerService(
            name: "server", host: settings.host, port: settings.port,
            limits: limits(bodySize: settings.maxBodySize), trustedProxies: settings.trustedProxies,
            tls: settings.tls, logger: logger,
            onListening: { [health, channels, logger] port in
                // Whoever has a loop says itself how it is.
                for channel in channels.all.values where channel.loop == nil { health.set(channel.instance, .up) }
                let scheme = settings.tls == nil ? "http" : "https"
                logger.notice("listening", metadata: ["address": "\(scheme)://\(settings.host):\(port)"])
            },
            traces: core.traces,
            onAnswer: { [core] in core.metrics.requestEnded(server: "server", status: $0) },
            answer: { [channels] delivery in await channels.routes.answer(delivery) })
    }

    private var adminServer: HTTPServerService {
        let table = AdminRoutes(core: core, health: health).table
        return HTTPServerService(
            name: "admin", host: settings.adminHost, port: settings.adminPort, limits: limits(bodySize: 1_024),
            logger: logger,
            onListening: { [logger] port in
                logger.notice("admin listening", metadata: ["address": "http://\(settings.adminHost):\(port)"])
            },
            onAnswer: { [core] in core.metrics.requestEnded(server: "admin", status: $0) },
            answer: { delivery in await table.answer(delivery) })
    }

    private func limits(bodySize: Int) -> HTTPServerService.Limits {
        .init(headTimeout: settings.headerTimeout, bodyTimeout: settings.requestTimeout, maxBodySize: bodySize)
    }

    /// The service group's own lines about starting and stopping services are for whoever works on the runtime.
    private var quietLogger: Logger {
        var quiet = logger
        quiet.logLevel = logger.logLevel <= .debug ? logger.logLevel : .critical
        return quiet
    }
}

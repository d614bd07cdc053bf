import BotModel
import BotRuntime
import BotStore
import ChannelKit
import Logging
import PrometheusMetrics

extension Bot {
    /// Puts together the bot that a configuration describes.
    init(
        _ configuration: BotConfiguration, store: any Store, logger: Logger,
        metrics: PrometheusRegistry = PrometheusRegistry()
    ) throws {
        let (opened, faults) = BotProgram.channels.open(configuration.channels, for: store, logger: logger)
        if let fault = faults.first { throw CommandFailure(.configuration, fault.problem) }
        self.init(
            settings: Settings(configuration), policy: TurnPolicy(configuration), store: store,
            model: Components.model(configuration.model, logger: logger),
            channels: opened.map { (instance: $0.entry.name, channel: $0.channel, policy: $0.policy) }, logger: logger,
            metrics: metrics)
    }
}

extension ChannelRegistry {
    /// Makes the instances that a bot on this store runs.
    func open(
        _ entries: [ChannelEntry], for store: any Store, logger: Logger
    ) -> (channels: [OpenedChannel], faults: [SettingsFault]) {
        open(entries) { entry in
            var channelLogger = logger
            channelLogger[metadataKey: "channel"] = "\(entry.name)"
            return ChannelContext(
                instance: entry.name, installation: store.installation, logger: channelLogger,
                cursor: StoredCursor(store: store, instance: entry.name),
                accounts: AccountService(
                    accounts: store.accounts, workers: Components.passwordWorkers, instance: entry.name,
                    type: entry.type, logger: channelLogger),
                limits: StoredLimits(accounts: store.accounts, instance: entry.name))
        }
    }
}

extension Bot.Settings {
    init(_ configuration: BotConfiguration) {
        self.init(
            host: configuration.server.host, port: configuration.server.port, adminHost: configuration.admin.host,
            adminPort: configuration.admin.port, maxBodySize: configuration.server.maxBodySize,
            headerTimeout: configuration.server.headerTimeout, requestTimeout: configuration.server.requestTimeout,
            shutdownTimeout: configuration.server.shutdownTimeout, pendingTurns: configuration.limits.pendingTurns,
            deduplicateFor: configuration.retention.deduplicateFor,
            trustedProxies: configuration.server.trustedProxies, tls: configuration.server.tls,
            keepMessagesFor: configuration.expiry.messages,
            budget: DailyBudget(configuration))
    }
}

extension DailyBudget {
    /// Nil where nothing is limited.
    init?(_ configuration: BotConfiguration) {
        let limits = configuration.limits
        guard limits.tokensPerDay != nil || limits.costPerDay != nil else { return nil }
        self.init(
            tokens: limits.tokensPerDay, cost: limits.costPerDay, price: configuration.model.price,
            notice: limits.spentMessage)
    }
}

extension TurnPolicy {
    init(_ configuration: BotConfiguration) {
        self.init(
            systemPrompt: configuration.assistant.systemPrompt, greetings: configuration.assistant.greetings,
            conversation: ConversationPolicy(
                idleTimeout: configuration.conversation.idleTimeout,
                historyLimit: configuration.conversation.historyLimit),
            modelTimeout: configuration.model.timeout, pausedMessage: configuration.conversation.pausedMessage)
    }
}

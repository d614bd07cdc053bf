import BotModel
import BotRuntime
import BotStore
import ChannelKit
import Logging
import Synchronization

/// Reads the configuration's file anew for a bot that runs, and says what has changed in it.
final class ReloadedConfiguration: Sendable {
    private let path: String
    private let store: any Store
    private let logger: Logger
    /// What is in force.
    private let current: Mutex<BotConfiguration>

    init(path: String, running: BotConfiguration, store: any Store, logger: Logger) {
        self.path = path
        self.store = store
        self.logger = logger
        current = Mutex(running)
    }

    func read() throws(ReconfigurationRefused) -> Reconfiguration {
        let loaded: LoadedConfiguration
        do throws(ConfigurationFaults) {
            loaded = try ConfigurationLoader(registry: BotProgram.channels).load(path: path)
        } catch {
            throw ReconfigurationRefused(error.diagnostics.map(\.description))
        }
        let (old, new) = (current.withLock { $0 }, loaded.configuration)
        let (opened, faults) = BotProgram.channels.open(new.channels, for: store, logger: logger)
        if !faults.isEmpty { throw ReconfigurationRefused(faults.map(\.problem)) }
        for warning in loaded.warnings {
            logger.warning("a warning of the new configuration", metadata: ["warning": "\(warning)"])
        }
        let known = Dictionary(old.channels.map { ($0.name, $0) }) { first, _ in first }
        return Reconfiguration(
            policy: TurnPolicy(new),
            model: new.model == old.model ? nil : Components.model(new.model, logger: logger),
            channels: opened.map { opened in
                .init(
                    name: opened.entry.name, channel: opened.channel, policy: opened.policy,
                    isUnchanged: known[opened.entry.name]?.isSame(as: opened.entry) ?? false)
            },
            pendingTurns: new.limits.pendingTurns, budget: DailyBudget(new), waitingForRestart: new.waiting(since: old),
            whenApplied: { [self] in current.withLock { $0 = new.keeping(old) } })
    }
}

extension BotConfiguration {
    /// What was there at the start and stays until the next one: each reload says of it again that it has changed.
    fileprivate func keeping(_ old: BotConfiguration) -> BotConfiguration {
        var configuration = self
        configuration.server = old.server
        configuration.admin = old.admin
        configuration.store = old.store
        configuration.retention = old.retention
        configuration.sharing = old.sharing
        configuration.tracing = old.tracing
        configuration.expiry = old.expiry
        return configuration
    }

    /// The sections that have changed and take effect at the next start only.
    fileprivate func waiting(since old: BotConfiguration) -> [String] {
        var sections: [String] = []
        if server != old.server { sections.append("server") }
        if admin != old.admin { sections.append("admin") }
        if store != old.store || retention != old.retention || sharing != old.sharing { sections.append("store") }
        if tracing != old.tracing { sections.append("tracing") }
        if expiry != old.expiry { sections.append("retention") }
        return sections
    }
}

import BotStore
import ChannelKit
import Logging
import ServiceLifecycle
import UnixSignals

/// Puts a new configuration into force at each SIGHUP, or leaves everything as it is.
///
/// Nothing is lost by it and nothing doubled: the store, the queues and what is in hand stay where they are. A turn under
/// way ends with the assistant with which it began; a request under way is answered by the instance that got it; a loop
/// that is replaced is ended as at a shutdown before the new one begins.
struct Reload: RuntimeService {
    let core: Core
    let channels: ChannelDirectory
    let loops: LoopRoster
    let health: HealthBoard
    /// Whether the public server runs: it is opened at the start, or not at all.
    let servesChannels: Bool
    let next: @Sendable () async throws(ReconfigurationRefused) -> Reconfiguration

    func run() async throws {
        core.metrics.prepareReloads()
        let signals = await UnixSignalsSequence(trapping: .sighup)
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { dismissing in
                for await _ in signals {
                    guard let old = await reload() else { continue }
                    dismissing.addTask { await core.dismiss(old) }
                }
            }
        }
    }

    /// Returns the model that is replaced.
    private func reload() async -> ModelInUse? {
        do throws(ReconfigurationRefused) {
            let next = try await next()
            let replaced = try apply(next)
            await bound(by: next.budget)
            await announceChannels()
            core.metrics.reloaded(isApplied: true, at: core.now())
            return replaced
        } catch {
            core.metrics.reloaded(isApplied: false, at: core.now())
            for reason in error.reasons {
                core.logger.error("a fault in the new configuration", metadata: ["fault": "\(reason)"])
            }
            core.logger.error("the new configuration is refused, and the old one stays in force")
            return nil
        }
    }

    private func bound(by budget: DailyBudget?) async {
        do {
            try await core.store.setBudget(budget)
        } catch {
            core.logger.error("what users may use a day is what it was", metadata: ["error": "\(error)"])
        }
    }

    /// Whose turns this process begins is told to those that serve the same store, and the turns looked for.
    private func announceChannels() async {
        guard let shared = core.store as? any SharedStore else { return }
        do {
            try await shared.serve(channels: channels.all.keys.sorted())
        } catch {
            core.logger.error(
                "which channels are served here could not be told to the other processes; it will be",
                metadata: ["error": "\(error)"])
        }
        core.bell.ring()
    }

    func apply(_ next: Reconfiguration) throws(ReconfigurationRefused) -> ModelInUse? {
        var plan = ReloadPlan(next, before: channels.all, core: core)
        if !servesChannels, let mounted = plan.channels.first(where: { !$0.routes.isEmpty }) {
            throw ReconfigurationRefused([
                "\(mounted.instance) needs the server, which was not opened at the start: restart the bot"
            ])
        }
        plan.waiting += next.waitingForRestart
        for instance in plan.added + plan.replaced { core.metrics.prepare(channel: instance) }
        let old = core.replace(next.policy, next.model)
        core.capacity.setLimit(next.pendingTurns)
        channels.replace(with: plan.channels)
        for channel in plan.channels where channel.loop == nil {
            if plan.added.contains(channel.instance) || plan.replaced.contains(channel.instance) {
                health.set(channel.instance, .up)
            }
        }
        for instance in plan.removed {
            loops.stop(instance)
            health.remove(instance)
        }
        for channel in plan.channels
        where plan.added.contains(channel.instance) || plan.replaced.contains(channel.instance) {
            loops.start(channel)
            // What was wrong with the old credentials says nothing of the new.
            core.outbox.reopen(channel.instance)
        }
        next.whenApplied()
        core.bell.ring()
        log(plan, hasNewModel: next.model != nil)
        return old
    }

    private func log(_ plan: ReloadPlan, hasNewModel: Bool) {
        var metadata: Logger.Metadata = ["channels": "\(plan.channels.map(\.instance).joined(separator: ", "))"]
        for (word, instances) in [("added", plan.added), ("replaced", plan.replaced), ("removed", plan.removed)]
        where !instances.isEmpty {
            metadata[word] = "\(instances.joined(separator: ", "))"
        }
        if hasNewModel { metadata["model"] = "replaced" }
        core.logger.notice("the configuration was reloaded", metadata: metadata)
        if !plan.waiting.isEmpty {
            core.logger.warning(
                "some of what has changed takes effect at the next start only",
                metadata: ["keys": "\(plan.waiting.joined(separator: ", "))"])
        }
    }
}

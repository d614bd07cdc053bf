import BotStore
import ChannelKit
import Logging
import ServiceLifecycle

/// Runs the loops of the channels that have one, and ends the bot when nothing can come in any more.
struct ChannelLoops: RuntimeService {
    /// How often one that waits for what other processes work on looks.
    static let pollInterval = Duration.milliseconds(100)

    let channels: ChannelDirectory
    let roster: LoopRoster
    /// Whether something else (a mounted channel) goes on bringing messages when all loops have ended.
    let staysOpen: Bool
    let core: Core
    let health: HealthBoard

    func run() async throws {
        await withDiscardingTaskGroup { group in
            await withGracefulShutdownHandler {
                for await channel in roster.starts.work { group.addTask { await run(channel) } }
            } onGracefulShutdown: {
                roster.close()
            }
        }
        guard !staysOpen else { return try await gracefulShutdown() }
        // Whoever piped lines in is owed every answer, however long they take: the shutdown time-out is for signals.
        await cancelWhenGracefulShutdown { await drained() }
    }

    /// Runs an instance's loop, and then whatever takes its place.
    private func run(_ first: HostedChannel) async {
        var next: HostedChannel? = first
        while let channel = next, let loop = channel.loop {
            let end = roster.end(of: channel.instance)
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    await run(loop, of: channel)
                    end?.say(())
                }
                await end?.heard()
                group.cancelAll()
            }
            next = roster.next(after: channel.instance)
        }
        if channels[first.instance] == nil { health.remove(first.instance) }
    }

    private func run(_ loop: @escaping @Sendable () async throws -> Void, of channel: HostedChannel) async {
        let instance = channel.instance
        let lease = lease(for: channel)
        var backoff = Self.firstWaits
        while !Task.isCancelled {
            let start = ContinuousClock.now
            health.set(instance, lease == nil ? .up : .standby)
            do {
                try await cancelWhenGracefulShutdown {
                    if let lease { try await lease.run(loop) } else { try await loop() }
                }
                await lease?.release()
                return health.set(instance, .ended)
            } catch {
                await lease?.release()
                if core.phase.isDraining || Task.isCancelled { return health.set(instance, .ended) }
                health.set(instance, .failed)
                core.logger.error("a channel has failed", metadata: ["channel": "\(instance)", "error": "\(error)"])
            }
            // One that has gone well for a while begins anew.
            if start.duration(to: .now) > .seconds(60) { backoff = Self.firstWaits }
            do {
                let wait = backoff.next()
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: wait) }
            } catch { return }
        }
    }

    private static var firstWaits: Backoff { Backoff(first: .seconds(1), limit: .seconds(60)) }

    /// A store that one process serves has one process to run the loop.
    private func lease(for channel: HostedChannel) -> LoopLease? {
        guard channel.runsAlone, let store = core.store as? any SharedStore else { return nil }
        return LoopLease(instance: channel.instance, store: store, logger: core.logger) { [health] isHeld in
            health.set(channel.instance, isHeld ? .up : .standby)
        }
    }

    /// Every accepted turn is over and every reply was tried.
    private func drained() async {
        while !Task.isCancelled {
            await core.capacity.wait(untilBelow: 1)
            core.outbox.check()
            await core.outbox.idle()
            guard await isOwedMore() else { return }
            try? await core.sleep(Self.pollInterval)
        }
    }

    /// Another process that serves the store may hold the lane of a message that came in here; its answer is told here.
    private func isOwedMore() async -> Bool {
        guard let store = core.store as? any SharedStore else { return false }
        do {
            return try await store.owed() > 0
        } catch {
            core.logger.error("what is owed could not be counted", metadata: ["error": "\(error)"])
            return true
        }
    }
}

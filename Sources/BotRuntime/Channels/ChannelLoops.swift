import ChannelKit
import Logging
import ServiceLifecycle

/// Runs the loops of the channels that have one, and ends the bot when nothing can come in any more.
struct ChannelLoops: RuntimeService {
    let channels: [HostedChannel]
    /// Whether something else (a mounted channel) goes on bringing messages when all loops have ended.
    let staysOpen: Bool
    let core: Core
    let health: HealthBoard

    func run() async throws {
        await withDiscardingTaskGroup { group in
            for channel in channels {
                guard let loop = channel.loop else { continue }
                group.addTask { await run(loop, of: channel.instance) }
            }
        }
        guard !staysOpen else { return try await gracefulShutdown() }
        // Whoever piped lines in is owed every answer, however long they take: the shutdown time-out is for signals.
        await cancelWhenGracefulShutdown { await drained() }
    }

    private func run(_ loop: @escaping @Sendable () async throws -> Void, of instance: String) async {
        var backoff = Backoff(first: .seconds(1), limit: .seconds(60))
        while !Task.isCancelled {
            health.set(instance, .up)
            do {
                try await cancelWhenGracefulShutdown { try await loop() }
                return health.set(instance, .ended)
            } catch {
                if core.phase.isDraining || Task.isCancelled { return health.set(instance, .ended) }
                health.set(instance, .failed)
                core.logger.error("a channel has failed", metadata: ["channel": "\(instance)", "error": "\(error)"])
            }
            do {
                let wait = backoff.next()
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: wait) }
            } catch { return }
        }
    }

    /// Every accepted turn is over and every reply was tried.
    private func drained() async {
        await core.capacity.wait(untilBelow: 1)
        core.outbox.check()
        await core.outbox.idle()
    }
}

import BotStore
import ChannelKit
import Logging
import ServiceLifecycle

/// Runs every begun turn in a task of its own, and begins those that nobody else begins: what a dead process left, and
/// what was put off until now.
struct TurnDispatcher: RuntimeService {
    static let pollInterval = Duration.seconds(1)
    static let batch = 256

    typealias Stream = @Sendable (String, ReplyAddress) async -> Void

    let core: Core
    /// How the instances that show replies while they are written do so, by their names.
    let streams: [String: Stream]

    func run() async throws {
        let runner = TurnRunner(core: core, streams: streams)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await beginWaitingTurns() }
            group.addTask { await releaseLateCallers() }
            group.addTask {
                await withDiscardingTaskGroup { running in
                    for await turn in core.turns.work {
                        running.addTask { await runner.run(turn) }
                    }
                }
            }
        }
    }

    /// Goes on until the bot drains, then closes the queue: what is in it is still run.
    private func beginWaitingTurns() async {
        while !core.phase.isDraining, !Task.isCancelled {
            if await beginBatch() < Self.batch {
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.pollInterval) }
            }
        }
        // Nothing is begun any more, but callers whose turns are in the queue are still being served.
        try? await gracefulShutdown()
        core.turns.finish()
    }

    /// Tells callers whose time is over while their turns still wait. The turns keep their places, where they end as
    /// failed, so that the same message, sent again after that, is asked again.
    private func releaseLateCallers() async {
        let late = TurnResult.failed(TurnFailure(error: ChannelError(model: .waitedTooLong), recorded: true))
        while !core.phase.isDraining, !Task.isCancelled {
            let next = core.board.expire(at: .now, with: late)
            let wake = min(.now + Self.pollInterval, next ?? .now + Self.pollInterval)
            try? await cancelWhenGracefulShutdown { try await Task.sleep(until: wake, clock: .continuous) }
        }
    }

    private func beginBatch() async -> Int {
        do {
            let turns = try await core.store.beginTurns(
                limit: Self.batch, policy: core.policy.conversation, now: core.now())
            for turn in turns { core.start(turn) }
            return turns.count
        } catch {
            core.logger.error("waiting turns could not be begun", metadata: ["error": "\(error)"])
            return 0
        }
    }
}

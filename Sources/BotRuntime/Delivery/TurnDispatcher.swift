import BotStore
import ChannelKit
import Logging
import ServiceLifecycle

/// Runs every begun turn in a task of its own, and begins those that nobody else begins: what a dead process left, and
/// what was put off until now.
struct TurnDispatcher: RuntimeService {
    static let pollInterval = Duration.seconds(1)
    static let batch = 256

    let core: Core
    let channels: ChannelDirectory

    func run() async throws {
        let runner = TurnRunner(core: core, channels: channels)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await beginWaitingTurns() }
            group.addTask { await releaseLateCallers() }
            group.addTask { await core.pace.run(core.board) }
            group.addTask { await WorkIndicator(core: core, channels: channels).run() }
            group.addTask {
                await withDiscardingTaskGroup { running in
                    for await turn in core.turns.work {
                        running.addTask { await runner.run(turn) }
                    }
                }
                core.asked.finish()
                core.pace.finish()
            }
        }
    }

    /// Goes on until the bot drains, then closes the queue: what is in it is still run.
    private func beginWaitingTurns() async {
        var lastAsked: TurnID?
        while !core.phase.isDraining, !Task.isCancelled {
            if core.phase.isRecovering { await Recovery(core: core, apologies: apologies).run() }
            if await beginBatch() == 0 {
                lastAsked = await findLost(after: lastAsked)
                await cancelWhenGracefulShutdown { await core.bell.wait(atMost: Self.pollInterval, core.sleep) }
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

    /// An operator may delete turns beside the bot: whoever waits for one is told, and its room is given back. Asks the
    /// store about some of the waiting turns each time, and about more as long as all of them are over.
    func findLost(after last: TurnID?) async -> TurnID? {
        var last = last
        do {
            while true {
                let waiting = core.board.waiting(after: last, limit: Self.batch)
                last = waiting.count < Self.batch ? nil : waiting.last?.id
                var over = 0
                for (id, live) in waiting {
                    guard let (result, attempt) = try await resultUnlessDamaged(id) else { continue }
                    over += 1
                    let wasUp = core.board.finishUnlessRunning(id, live, result, attempt: attempt)
                    if wasUp, result == .deleted { core.capacity.release() }
                }
                if over < waiting.count || waiting.isEmpty { break }
            }
            // With nobody on the board, what takes room is what the store has: also of turns that nobody waits for.
            guard core.board.count == 0, core.capacity.used > 0, let mark = core.capacity.mark else { return last }
            let pending = try await core.store.pendingTurns()
            if core.board.count == 0 { core.capacity.correct(to: pending, since: mark) }
        } catch {
            core.logger.error("waiting turns could not be looked up", metadata: ["error": "\(error)"])
        }
        return last
    }

    private func resultUnlessDamaged(
        _ id: TurnID
    ) async throws(StoreError) -> (result: TurnResult, attempt: Int?)? {
        do {
            return try await core.result(of: id)
        } catch  where error.isLasting {
            return (.failed(TurnFailure(error: .internalFault("\(error)"), recorded: true)), nil)
        }
    }

    /// What somebody absent is told of a turn that cannot be begun, by instance.
    private var apologies: [String: String] { channels.all.compactMapValues(\.policy.apology) }

    func beginBatch() async -> Int {
        do {
            let begun = try await core.store.beginTurns(
                limit: Self.batch, policy: core.policy.conversation, apologies: apologies, now: core.now())
            core.capacity.occupy(max(0, begun.byOperators))
            if begun.hasSuspects { core.phase.beginRecovery() }
            for turn in begun.turns { core.start(turn) }
            core.capacity.release(begun.ended + max(0, -begun.byOperators))
            return begun.hasSuspects ? 1 : begun.turns.count
        } catch {
            core.logger.error("waiting turns could not be begun", metadata: ["error": "\(error)"])
            return 0
        }
    }
}

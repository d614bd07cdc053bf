import BotStore
import ChannelKit
import Logging
import ServiceLifecycle

import struct Foundation.Date

/// Begins what was in flight when an earlier process ended uncleanly: one turn at a time, each alone at first, so that one
/// that brings the process down is told from those that were only there.
struct Recovery: Sendable {
    /// A turn that has gone on for so long without a crash gets company.
    static let alone = Duration.seconds(2)
    /// After so many seconds each is alone for a moment only: thousands may have been in flight, and everybody else waits
    /// for them. Where one of those brings the process down, the next start begins with fewer before it.
    static let patience = 30.0
    static let moment = Duration.milliseconds(100)

    let core: Core
    /// What somebody absent is told of a turn that is given up, by instance.
    let apologies: [String: String]

    /// Returns when no such turn is left to be begun, and none is alone. Until then nothing else may begin.
    func run() async {
        let start = core.now()
        while !core.phase.isDraining, !Task.isCancelled {
            do {
                let begun = try await core.store.beginSuspect(
                    policy: core.policy.conversation, apologies: apologies, now: core.now())
                core.capacity.release(begun.ended)
                guard let turn = begun.turns.first else {
                    if !begun.mustWait { return core.phase.endRecovery() }
                    try? await cancelWhenGracefulShutdown { try await core.sleep(Self.moment) }
                    continue
                }
                core.logger.notice("a turn that a crash cut off runs alone", metadata: turn.metadata)
                let live = core.start(turn)
                let isLate = core.now().timeIntervalSince(start) >= Self.patience
                if await !isOver(live, within: isLate ? Self.moment : Self.alone) { await joinOthers(turn, live) }
            } catch {
                core.logger.error("turns that a crash cut off could not be begun", metadata: ["error": "\(error)"])
                try? await cancelWhenGracefulShutdown { try await core.sleep(TurnDispatcher.pollInterval) }
            }
        }
    }

    /// Waits for the turn's end while it has to be alone.
    private func isOver(_ live: LiveTurn, within limit: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { (try? await live.result()) != nil }
            group.addTask {
                try? await cancelWhenGracefulShutdown { try await core.sleep(limit) }
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }

    /// Until it is written down that the turn has company, none may come.
    private func joinOthers(_ turn: Turn, _ live: LiveTurn) async {
        var backoff = Backoff(first: .milliseconds(100), limit: .seconds(5))
        while true {
            do {
                return try await core.store.joinOthers(turn.id)
            } catch  where error.code == .fenced || error.isLasting {
                return
            } catch {
                core.logger.error("a turn could not join others", metadata: turn.metadata(["error": "\(error)"]))
                do { try await core.sleep(backoff.next()) } catch { return }
            }
        }
    }
}

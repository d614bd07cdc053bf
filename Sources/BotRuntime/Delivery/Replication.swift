import BotStore
import ChannelKit
import Logging
import ServiceLifecycle

/// This process's part among those that serve one store: keeps its place, hears what the others have done, and shows them
/// what they follow. The last service to stop: what is finished while the bot drains is still written as its own.
struct Replication: RuntimeService {
    let core: Core
    let store: any SharedStore

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await store.serve() }
                group.addTask {
                    await withDiscardingTaskGroup { hearing in
                        for await notice in store.notices { hear(notice, &hearing) }
                    }
                }
                group.addTask {
                    await withDiscardingTaskGroup { relaying in
                        for await relay in core.relays.work { relaying.addTask { await relay.run(core, store) } }
                    }
                }
            }
        }
    }

    private func hear(_ notice: StoreNotice, _ hearing: inout DiscardingTaskGroup) {
        switch notice {
        case .turnsWait: core.bell.ring()
        case .repliesWait: core.outbox.check()
        case .suspects:
            core.phase.beginRecovery()
            core.bell.ring()
        case .ended(let turn):
            guard let live = core.board.live(turn) else { break }
            hearing.addTask { await tell(turn, live) }
        case .followed(let turn, let follower):
            guard let live = core.board.follow(turn, by: follower) else { break }
            core.relays.put(Relay(turn: turn, live: live, follower: follower))
        case .cancelled(let turn): _ = core.board.live(turn)?.cancel()
        case .piece(let piece): core.board.append(piece)
        case .gap, .displaced:
            core.bell.ring()
            core.outbox.check()
        }
    }

    /// Gives the end of a turn that ran elsewhere to whoever waits for it here. Should the store not answer now, the
    /// dispatcher asks again.
    private func tell(_ turn: TurnID, _ live: LiveTurn) async {
        do {
            guard let (result, attempt) = try await core.result(of: turn) else { return }
            core.board.finishUnlessRunning(turn, live, result, attempt: attempt)
        } catch {
            core.logger.warning(
                "a turn's end could not be read", metadata: ["turn": "\(turn)", "error": "\(error)"])
        }
    }
}

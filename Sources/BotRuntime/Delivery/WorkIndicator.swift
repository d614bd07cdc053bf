import BotStore
import ChannelKit

/// Has channels show that the bot is at work on a message: beside the turn, which does not wait for it.
struct WorkIndicator: Sendable {
    typealias Indicate = @Sendable (String, ReplyAddress) async -> Void

    /// Whoever has waited for so long looks no more. A courtesy is not worth more time than this.
    static let limit = Duration.seconds(120)

    let core: Core
    let channels: ChannelDirectory

    /// Goes on until the queue is closed and what was in it is over.
    func run() async {
        await withDiscardingTaskGroup { showing in
            for await begun in core.asked.work {
                guard let indicate = channels[begun.turn.channel]?.indicate else { continue }
                showing.addTask { await show(begun, by: indicate) }
            }
        }
    }

    /// Ends with the turn, or when it has taken too long.
    private func show(_ begun: BegunTurn, by indicate: @escaping Indicate) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                let (message, address) = await newestMessage(of: begun.turn)
                if !Task.isCancelled { await indicate(message, address) }
            }
            group.addTask { _ = try? await begun.live.result() }
            group.addTask { try? await core.sleep(Self.limit) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Of messages that share a turn the newest, which the reply answers: a platform takes those before it as read as well.
    private func newestMessage(of turn: Turn) async -> (id: String, address: ReplyAddress) {
        if !turn.merged.isEmpty, let newest = try? await core.store.newestMerged(into: turn.id) {
            return (newest.id, newest.address)
        }
        return (turn.messageID, ReplyAddress(chat: turn.address, context: turn.replyContext))
    }
}

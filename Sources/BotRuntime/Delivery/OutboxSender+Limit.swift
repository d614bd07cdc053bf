import BotStore
import ChannelKit

extension OutboxSender {
    /// Sends one reply, within the limit and as long as the bot runs.
    ///
    /// A task cannot be ended from outside: a send that takes no notice of being cancelled goes on for as long as it
    /// likes. So it has a task of its own that nobody has to wait for. Its chat goes on without it, its reply counts as
    /// perhaps sent, and what it says later is not heard; it holds its memory, and the process does not stay for it.
    func withinLimit(_ send: @escaping Send, _ item: OutboxItem) async throws(ChannelError) -> Receipt {
        let first = FirstWord<Result<Receipt, ChannelError>>()
        let sending = Task {
            do throws(ChannelError) {
                first.say(.success(try await send(item.reply, item.address)))
            } catch {
                first.say(.failure(error))
            }
        }
        let giveUp = { @Sendable in
            sending.cancel()
            Task {
                try? await Task.sleep(for: lastMoment)
                first.say(.failure(Self.tookTooLong))
            }
            return
        }
        let limit = limits.begin(until: .now + sendLimit, giveUp)
        defer { limits.end(limit) }
        // A send that is cancelled with the bot may still say what became of it.
        return try await withTaskCancellationHandler(operation: { await first.heard() }, onCancel: giveUp).get()
    }

    private static let tookTooLong = ChannelError(
        "send_timeout", kind: .upstreamTimeout, retry: .unknown, message: "The channel took too long to send.")
}

import BotStore
import ChannelKit

extension OutboxSender {
    /// Sends one reply, within the limit and as long as the bot runs.
    ///
    /// A task cannot be ended from outside: a send that takes no notice of being cancelled goes on for as long as it
    /// likes. So it has a task of its own that nobody has to wait for. Its chat goes on without it, its reply counts as
    /// perhaps sent, and what it says later is not heard; it holds its memory, and the process does not stay for it.
    func withinLimit(_ send: @escaping Send, _ item: OutboxItem) async throws(ChannelError) -> Receipt {
        let (words, said) = AsyncStream.makeStream(of: Result<Receipt, ChannelError>.self)
        let sending = Task {
            do throws(ChannelError) {
                said.yield(.success(try await send(item.reply, item.address)))
            } catch {
                said.yield(.failure(error))
            }
        }
        let giveUp = { @Sendable in
            sending.cancel()
            Task {
                try? await Task.sleep(for: lastMoment)
                said.yield(.failure(Self.tookTooLong))
            }
            return
        }
        let timer = Task {
            do { try await Task.sleep(for: sendLimit) } catch { return }
            giveUp()
        }
        defer { timer.cancel() }
        // Listens in a task of its own too: a send that is cancelled with the bot may still say what became of it.
        let first = Task { await words.first { _ in true } }
        let word = await withTaskCancellationHandler(operation: { await first.value }, onCancel: giveUp)
        return try (word ?? .failure(Self.tookTooLong)).get()
    }

    private static let tookTooLong = ChannelError(
        "send_timeout", kind: .upstreamTimeout, retry: .unknown, message: "The channel took too long to send.")
}

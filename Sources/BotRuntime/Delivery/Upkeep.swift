import BotStore
import Logging
import ServiceLifecycle

/// Forgets what is older than deduplication must remember: soon after the start, then every hour, a bounded number of
/// rows at once, so that no message waits long behind it.
struct Upkeep: RuntimeService {
    static let firstPause = Duration.seconds(60)
    static let interval = Duration.seconds(3_600)
    /// Between two batches, so that others come in between.
    static let rest = Duration.milliseconds(100)
    static let batch = 500

    let core: Core
    let deduplicateFor: Duration

    /// Ends with the bot.
    func run() async throws {
        var pause = Self.firstPause
        while !core.phase.isDraining, !Task.isCancelled {
            let wait = pause
            do { try await cancelWhenGracefulShutdown { try await core.sleep(wait) } } catch { return }
            pause = await pruneBatch() ? Self.rest : Self.interval
        }
    }

    /// False when nothing was left, or the store failed.
    private func pruneBatch() async -> Bool {
        do {
            let rows = try await core.store.prune(
                before: core.time(after: .zero - deduplicateFor), limit: Self.batch)
            return rows >= Self.batch
        } catch {
            core.logger.error("old rows could not be removed", metadata: ["error": "\(error)"])
            return false
        }
    }
}

import BotStore
import Logging
import ServiceLifecycle

/// Forgets what is older than deduplication must remember, and sessions, codes and limits that are over: soon after the
/// start, then every hour, a bounded number of rows at once until none is left, so that no message waits long behind it.
struct Upkeep: RuntimeService {
    static let firstPause = Duration.seconds(60)
    static let interval = Duration.seconds(3_600)
    /// Between two batches, so that others come in between.
    static let rest = Duration.milliseconds(100)
    static let batch = 500

    let core: Core
    let deduplicateFor: Duration
    /// Nil: what was said is kept for good.
    var keepMessagesFor: Duration?

    /// Ends with the bot.
    func run() async throws {
        var pause = Self.firstPause
        var expiry = keepMessagesFor.map { MessageExpiry(core: core, age: $0) }
        while !core.phase.isDraining, !Task.isCancelled {
            let wait = pause
            do { try await cancelWhenGracefulShutdown { try await core.sleep(wait) } } catch { return }
            switch await pruneBatch() {
            case true?: pause = Self.rest
            case false?:
                // Only now: nothing that is known refers to what was said so long ago.
                await expiry?.run()
                pause = Self.interval
            case nil: pause = Self.interval
            }
        }
    }

    /// False when nothing was left, nil when the store failed.
    private func pruneBatch() async -> Bool? {
        do {
            let rows = try await core.store.prune(
                before: core.time(after: .zero - deduplicateFor), limit: Self.batch)
            return rows >= Self.batch
        } catch {
            core.logger.error("old rows could not be removed", metadata: ["error": "\(error)"])
            return nil
        }
    }
}

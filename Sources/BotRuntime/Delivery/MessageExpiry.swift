import BotStore
import ChannelKit
import Logging
import ServiceLifecycle

/// Deletes what was said long ago: oldest first, some rows at a time, so many in one run, and of several processes on one
/// store one at a time.
struct MessageExpiry: Sendable {
    /// Steps in one run: with `Upkeep.batch` rows each, a hundred thousand messages an hour.
    static let mostSteps = 200
    /// By what the process holds it that does this: no channel has such a name.
    static let lease = ".retention"

    let core: Core
    let age: Duration
    /// Where a run left off that had done enough.
    private var next: MessageID?

    init(core: Core, age: Duration) {
        self.core = core
        self.age = age
    }

    mutating func run() async {
        do {
            var total = ExpiredMessages(next: nil)
            for _ in 0..<Self.mostSteps where !core.phase.isDraining && !Task.isCancelled {
                guard try await isMine() else { return }
                let step = try await core.store.expireMessages(
                    before: core.time(after: .zero - age), after: next, limit: Upkeep.batch)
                total.messages += step.messages
                total.conversations += step.conversations
                total.users += step.users
                next = step.next
                if next == nil { break }
                try await cancelWhenGracefulShutdown { [core] in try await core.sleep(Upkeep.rest) }
            }
            if total.messages > 0 {
                core.logger.info(
                    "old messages were deleted",
                    metadata: [
                        "messages": "\(total.messages)", "conversations": "\(total.conversations)",
                        "users": "\(total.users)",
                    ])
            }
            try await (core.store as? any SharedStore)?.releaseLoop(of: Self.lease)
        } catch is CancellationError {
            return
        } catch {
            core.logger.error("old messages could not be deleted", metadata: ["error": "\(error)"])
        }
    }

    private func isMine() async throws(StoreError) -> Bool {
        guard let shared = core.store as? any SharedStore else { return true }
        return try await shared.holdLoop(of: Self.lease)
    }
}

import BotStore
import ChannelKit
import Logging

/// The right to run the loop of a channel instance that one process at a time may run, held in a store that several serve.
struct LoopLease: Sendable {
    /// How often the right is asked for, or asked for anew: within two seconds of a dead process's lease another has it.
    static let interval = Duration.seconds(1)

    let instance: String
    let store: any SharedStore
    let logger: Logger
    /// Told when the loop is begun (true), and when it is another process's (false).
    let onChange: @Sendable (Bool) -> Void

    /// Waits for the right, runs the loop, and ends it when the right is lost; then waits again. Returns when the loop has
    /// come to its end.
    func run(_ loop: @escaping @Sendable () async throws -> Void) async throws {
        while true {
            try await wait()
            onChange(true)
            if try await isOver(loop) { return }
            logger.warning("another process runs the loop by now", metadata: ["channel": "\(instance)"])
        }
    }

    /// So that another process gets it at once.
    func release() async {
        do {
            try await store.releaseLoop(of: instance)
        } catch {
            // It is free all the same when this process's lease is past.
            logger.debug("a loop was not given up", metadata: ["channel": "\(instance)", "error": "\(error)"])
        }
    }

    private func wait() async throws {
        while true {
            do throws(StoreError) {
                if try await store.holdLoop(of: instance) { return }
                onChange(false)
            } catch {
                logger.warning(
                    "a loop could not be asked for", metadata: ["channel": "\(instance)", "error": "\(error)"])
            }
            try await Task.sleep(for: Self.interval)
        }
    }

    /// False: the right was lost, and the loop was cancelled.
    private func isOver(_ loop: @escaping @Sendable () async throws -> Void) async throws -> Bool {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await loop()
                return true
            }
            group.addTask {
                try await keep()
                return false
            }
            defer { group.cancelAll() }
            return try await group.next() ?? true
        }
    }

    /// Returns when the right is lost, or may be. The store's answer is good for four fifths of the lease's time. One that
    /// did not come in three tenths of it is asked for once more: the pause and the patience of that call are in the rest.
    private func keep() async throws {
        var confirmed = ContinuousClock.now
        while true {
            try await Task.sleep(for: min(Self.interval, store.leaseTimeout / 8))
            let asked = ContinuousClock.now
            do throws(StoreError) {
                guard try await store.holdLoop(of: instance) else { return }
                confirmed = asked
            } catch {
                let isTooLong = confirmed.duration(to: .now) > store.leaseTimeout * 3 / 10
                if error.code == .fenced || isTooLong { return }
            }
        }
    }
}

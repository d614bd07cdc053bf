import BotStore
import Synchronization

/// Asks the store how it is, for a scrape. One question at a time: a store that hangs is not asked again before it has
/// answered, and nobody waits for it longer than `patience`.
final class StoreWatch: Sendable {
    enum Answer: Sendable {
        /// Empty where the store does not count.
        case up([QueueCount])
        case down
    }

    private let store: any Store
    private let patience: Duration
    private let isAsking = Mutex(false)

    init(store: any Store, patience: Duration = .seconds(2)) {
        self.store = store
        self.patience = patience
    }

    func ask() async -> Answer {
        let mayAsk = isAsking.withLock { isAsking in
            defer { isAsking = true }
            return !isAsking
        }
        guard mayAsk else { return .down }
        let first = FirstWord<Answer>()
        // A call of the store cannot be ended from outside: in a task of its own, nobody has to wait for it.
        Task {
            let answer: Answer
            do throws(StoreError) {
                try await store.ping()
                answer = .up(try await (store as? any QueueObserving)?.queueCounts() ?? [])
            } catch {
                answer = .down
            }
            isAsking.withLock { $0 = false }
            first.say(answer)
        }
        let late = Task {
            try? await Task.sleep(for: patience)
            first.say(.down)
        }
        defer { late.cancel() }
        return await first.heard()
    }
}

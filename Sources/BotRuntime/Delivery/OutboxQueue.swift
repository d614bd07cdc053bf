import BotStore
import Synchronization

/// Replies that were taken from the store and wait to be sent, and the word that there may be more.
struct OutboxQueue: Sendable {
    enum Work: Sendable {
        case send(OutboxItem)
        /// Look into the store for replies that may be sent.
        case check
    }

    let queue = WorkQueue<Work>()
    /// Replies in hand. Nought says that everything that could be sent was tried.
    let inHand = Capacity(limit: .max)

    func send(_ items: [OutboxItem]) {
        inHand.occupy(items.count)
        for item in items { queue.put(.send(item)) }
    }

    func check() {
        inHand.occupy(1)
        queue.put(.check)
    }
}

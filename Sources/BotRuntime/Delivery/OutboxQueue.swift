import BotStore
import Synchronization

/// Replies that were taken from the store and wait to be sent, and the word that there may be more.
final class OutboxQueue: Sendable {
    enum Work: Sendable {
        case send(OutboxItem)
        /// Look into the store for replies that may be sent.
        case check
    }

    /// So many replies are taken from the store at once; more when half of them are gone.
    static let mostTaken = 1_024

    let queue = WorkQueue<Work>()
    /// Replies in hand. Nought says that everything that could be sent was tried.
    let inHand = Capacity(limit: .max)
    /// Set where the store may hold more than was taken.
    private let isBehind = Atomic(false)

    func send(_ items: [OutboxItem]) {
        inHand.occupy(items.count)
        for item in items { queue.put(.send(item)) }
    }

    func check() {
        inHand.occupy(1)
        queue.put(.check)
    }

    /// How many more may be taken now. Where there is no room, a check follows by itself when there is.
    func room() -> Int {
        // Said before it is counted: whoever ends in between sees it.
        isBehind.store(true, ordering: .sequentiallyConsistent)
        let room = Self.mostTaken - inHand.used
        if room > 0 { isBehind.store(false, ordering: .sequentiallyConsistent) }
        return max(0, room)
    }

    /// A reply is out of hand.
    func done() {
        if inHand.used <= Self.mostTaken / 2, isBehind.exchange(false, ordering: .sequentiallyConsistent) { check() }
        inHand.release()
    }
}

import BotStore
import ChannelKit
import Synchronization

/// Replies that were taken from the store and wait to be sent, and the word that there may be more.
final class OutboxQueue: Sendable {
    enum Work: Sendable {
        case send(OutboxItem)
        /// A platform has reported what keeps the whole instance from sending.
        case hold(String, ChannelError)
        /// An instance was made anew.
        case reopen(String)
        /// Look into the store for replies that may be sent.
        case check
    }

    private struct State {
        /// By instance; none where it is nought.
        var sends: [String: Int] = [:]
        var checks = 0
        /// Instances of which the store may hold more than was taken.
        var behind: Set<String> = []
        var waiting: [CheckedContinuation<Void, Never>] = []

        var isIdle: Bool { sends.isEmpty && checks == 0 }

        mutating func takeWaiting() -> [CheckedContinuation<Void, Never>] {
            defer { waiting = [] }
            return waiting
        }
    }

    /// So many replies of an instance are taken from the store at once; more when half of them are gone. Of each so many, so
    /// that one whose platform hangs takes the room of no other.
    static let mostTaken = 1_024

    let queue = WorkQueue<Work>()
    private let state = Mutex(State())

    /// Replies that were taken and are not out of hand.
    var inHand: Int { state.withLock { $0.sends.values.reduce(0, +) } }

    func send(_ items: [OutboxItem]) {
        state.withLock { state in
            for item in items { state.sends[item.channel, default: 0] += 1 }
        }
        for item in items { queue.put(.send(item)) }
    }

    func hold(_ instance: String, after error: ChannelError) { queue.put(.hold(instance, error)) }

    func reopen(_ instance: String) { queue.put(.reopen(instance)) }

    func check() {
        state.withLock { $0.checks += 1 }
        queue.put(.check)
    }

    /// How many more of an instance may be taken now. Where there is no room, a check follows by itself when there is.
    func room(of instance: String) -> Int {
        state.withLock { state in
            let room = max(0, Self.mostTaken - state.sends[instance, default: 0])
            if room == 0 { state.behind.insert(instance) } else { state.behind.remove(instance) }
            return room
        }
    }

    /// A reply of an instance is out of hand.
    func sendEnded(of instance: String) {
        let isBehind = wake { state in
            let left = state.sends[instance, default: 0] - 1
            state.sends[instance] = left > 0 ? left : nil
            guard left <= Self.mostTaken / 2, state.behind.remove(instance) != nil else { return false }
            state.checks += 1
            return true
        }
        if isBehind { queue.put(.check) }
    }

    func checkEnded() {
        wake { $0.checks -= 1 }
    }

    /// Waits until everything that could be sent was tried.
    func idle() async {
        while !Task.isCancelled {
            if state.withLock({ $0.isIdle }) { return }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isOver = state.withLock { state in
                        let isOver = state.isIdle || Task.isCancelled
                        if !isOver { state.waiting.append(continuation) }
                        return isOver
                    }
                    if isOver { continuation.resume() }
                }
            } onCancel: {
                wake { _ in }
            }
        }
    }

    /// Changes what is counted, and has whoever waits look again.
    @discardableResult
    private func wake<Value: Sendable>(_ change: @Sendable (inout State) -> Value) -> Value {
        let (value, waiting) = state.withLock { state in
            let value = change(&state)
            return (value, state.takeWaiting())
        }
        for continuation in waiting { continuation.resume() }
        return value
    }
}

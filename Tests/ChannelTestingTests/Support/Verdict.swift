import ChannelTesting
import Synchronization

/// What of a channel's promises is broken.
enum Verdict {
    /// Cases at once, over all channels that are judged: each has a bot and a file of its own, and time to keep.
    private static let slots = Slots(24)

    /// The names of those that are broken.
    static func broken(of promises: [ChannelPromise]) async throws -> Set<String> {
        try await withThrowingTaskGroup(of: String?.self) { group in
            for promise in promises {
                group.addTask {
                    await slots.take()
                    defer { slots.give() }
                    do {
                        try await promise.run()
                        return nil
                    } catch is PromiseBroken {
                        return promise.name
                    }
                }
            }
            return try await group.reduce(into: []) { if let name = $1 { $0.insert(name) } }
        }
    }
}

/// So many at once, the others in their order.
private final class Slots: Sendable {
    private let state: Mutex<(free: Int, waiting: [CheckedContinuation<Void, Never>])>

    init(_ count: Int) { state = Mutex((count, [])) }

    func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free > 0 else {
                    state.waiting.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    func give() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}

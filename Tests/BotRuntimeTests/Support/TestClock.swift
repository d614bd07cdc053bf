import Foundation
import Synchronization

/// A clock that stands still until it is moved.
final class TestClock: Sendable {
    private struct State {
        var now = Date(timeIntervalSince1970: 1_800_000_000)
        var lastID = 0
        var sleepers: [Int: (wakes: Date, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var now: Date { state.withLock { $0.now } }

    /// Moves time on and wakes whoever slept until then.
    func advance(_ seconds: Double) {
        let woken = state.withLock { state in
            state.now += seconds
            let due = state.sleepers.filter { $0.value.wakes <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.sorted { $0.value.wakes < $1.value.wakes }.map(\.value.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    func sleep(_ duration: Duration) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (watchers, isOver) = state.withLock { state in
                    let wakes = state.now + duration / .seconds(1)
                    let isOver = Task.isCancelled || wakes <= state.now
                    if !isOver { state.sleepers[id] = (wakes, continuation) }
                    defer { state.watchers.removeAll { $0.count <= state.sleepers.count } }
                    return (state.watchers.filter { $0.count <= state.sleepers.count }, isOver)
                }
                if isOver { continuation.resume() }
                for watcher in watchers { watcher.continuation.resume() }
            }
            try Task.checkCancellation()
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Waits until so many sleep.
    func sleepers(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.sleepers.count < count { state.watchers.append((count, continuation)) }
                return state.sleepers.count >= count
            }
            if isReady { continuation.resume() }
        }
    }
}

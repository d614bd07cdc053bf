import Foundation
import Synchronization

/// A clock that stands still until the case moves it, so that pauses of minutes cost none.
final class TrialClock: Sendable {
    private struct State {
        var now = Date()
        var lastID = 0
        var sleepers: [Int: (wakes: Date, continuation: CheckedContinuation<Void, any Error>)] = [:]
    }

    private let state = Mutex(State())

    var now: Date { state.withLock { $0.now } }

    func advance(_ seconds: Double) {
        let due = state.withLock { state in
            state.now += seconds
            let due = state.sleepers.filter { $0.value.wakes <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.sorted { $0.value.wakes < $1.value.wakes }.map(\.value.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    func sleep(_ duration: Duration) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver = state.withLock { state in
                    let wakes = state.now + duration / .seconds(1)
                    let isOver = Task.isCancelled || wakes <= state.now
                    if !isOver { state.sleepers[id] = (wakes, continuation) }
                    return isOver
                }
                if isOver { continuation.resume() }
            }
            try Task.checkCancellation()
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
        }
    }
}

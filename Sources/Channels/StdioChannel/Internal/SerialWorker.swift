import Dispatch
import Synchronization

/// Does blocking work, one piece after the other, for tasks that wait for it.
///
/// The work runs on a serial queue of its own, whose thread is not one of the cooperative pool's.
final class SerialWorker: Sendable {
    /// The waiting task was cancelled.
    enum Abandoned: Error {
        /// The work was not done, and will not be.
        case beforeItBegan
        /// The work goes on with nobody waiting for it.
        case underWay
    }

    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    /// Waits for its turn and for the work, and once cancelled only for `patience` more.
    func run<Value: Sendable>(
        patience: Duration = .zero, _ work: @escaping @Sendable () -> Value
    ) async throws(Abandoned) -> Value {
        let job = Job<Value>()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard job.isAwaited(by: continuation) else { return }
                queue.async {
                    guard job.begins() else { return }
                    job.end(.success(work()))
                }
            }
        } onCancel: {
            if patience == .zero {
                job.abandon()
            } else {
                let milliseconds = Int(patience / .milliseconds(1))
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { job.abandon() }
            }
        }
        return try result.get()
    }
}

/// One piece of work and the task that waits for it, which is resumed exactly once.
private final class Job<Value: Sendable>: Sendable {
    typealias Continuation = CheckedContinuation<Result<Value, SerialWorker.Abandoned>, Never>

    private enum State {
        case new
        case queued(Continuation)
        case underWay(Continuation)
        case over
    }

    private let state = Mutex(State.new)

    /// False when the task was cancelled already: then it has been resumed.
    func isAwaited(by continuation: Continuation) -> Bool {
        let isNew = state.withLock { state in
            guard case .new = state else { return false }
            state = .queued(continuation)
            return true
        }
        if !isNew { continuation.resume(returning: .failure(.beforeItBegan)) }
        return isNew
    }

    /// False when the work is no longer wanted.
    func begins() -> Bool {
        state.withLock { state in
            guard case .queued(let continuation) = state else { return false }
            state = .underWay(continuation)
            return true
        }
    }

    func end(_ result: Result<Value, SerialWorker.Abandoned>) {
        let continuation: Continuation? = state.withLock { state in
            guard case .underWay(let continuation) = state else { return nil }
            state = .over
            return continuation
        }
        continuation?.resume(returning: result)
    }

    func abandon() {
        let (continuation, reason): (Continuation?, SerialWorker.Abandoned) = state.withLock { state in
            defer { state = .over }
            switch state {
            case .new, .over: return (nil, .beforeItBegan)
            case .queued(let continuation): return (continuation, .beforeItBegan)
            case .underWay(let continuation): return (continuation, .underWay)
            }
        }
        continuation?.resume(returning: .failure(reason))
    }
}

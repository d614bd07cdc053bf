import Dispatch
import Synchronization

import class Foundation.Thread

/// A few threads of their own for work that takes a processor for a while, and a bounded queue before them.
///
/// Nothing else runs on them, so whatever waits there holds up no message; where too much waits, more is refused.
public final class PasswordWorkers: Sendable {
    /// Too much waits already: try again in a moment.
    public struct Full: Error {}

    private final class Desk: Sendable {
        struct State {
            var waiting: [@Sendable () -> Void] = []
            var isStarted = false
            var isOver = false
        }

        let state = Mutex(State())
        let bell = DispatchSemaphore(value: 0)

        func work() {
            while true {
                bell.wait()
                let job = state.withLock { state -> (@Sendable () -> Void)? in
                    state.waiting.isEmpty ? nil : state.waiting.removeFirst()
                }
                guard let job else { return }
                job()
            }
        }
    }

    private let desk = Desk()
    private let threads: Int
    private let mostWaiting: Int

    /// Each thread may take 32 MiB of memory for a password. They are started when they are first needed.
    public init(threads: Int = 2, mostWaiting: Int = 64) {
        self.threads = max(1, threads)
        self.mostWaiting = mostWaiting
    }

    /// What waits is done still; then the threads end.
    deinit {
        let isStarted = desk.state.withLock { state in
            state.isOver = true
            return state.isStarted
        }
        if isStarted { for _ in 0..<threads { desk.bell.signal() } }
    }

    /// How many wait for a thread.
    public var waiting: Int { desk.state.withLock { $0.waiting.count } }

    /// Runs `body` on one of the threads. Once it has its place it is done, whoever is cancelled meanwhile.
    public func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async throws(Full) -> Value {
        let value: Value? = await withCheckedContinuation { continuation in
            let start = desk.state.withLock { state -> Bool? in
                guard state.waiting.count < mostWaiting else { return nil }
                state.waiting.append { continuation.resume(returning: body()) }
                defer { state.isStarted = true }
                return !state.isStarted
            }
            guard let start else { return continuation.resume(returning: nil) }
            if start { startThreads() }
            desk.bell.signal()
        }
        guard let value else { throw Full() }
        return value
    }

    private func startThreads() {
        for _ in 0..<threads {
            let thread = Thread { [desk] in
                // Given from outside, a name may come after the first job.
                Thread.current.name = "passwords"
                desk.work()
            }
            thread.start()
        }
    }
}

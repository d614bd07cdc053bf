import Dispatch
import Foundation
import Synchronization
import Testing

@testable import Credentials

@Suite("Threads for passwords")
struct PasswordWorkersTests {
    @Test func `what has no room is refused at once, and what has is done`() async throws {
        let workers = PasswordWorkers(threads: 1, mostWaiting: 2)
        let began = DispatchSemaphore(value: 0)
        let gate = DispatchSemaphore(value: 0)
        try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                try await workers.run {
                    began.signal()
                    gate.wait()
                    return 0
                }
            }
            // On a thread of its own: this one is of the pool that must not be blocked.
            await withCheckedContinuation { done in
                Thread {
                    began.wait()
                    done.resume()
                }.start()
            }
            for number in 1...2 { group.addTask { try await workers.run { number } } }
            while workers.waiting < 2 { await Task.yield() }
            await #expect(throws: PasswordWorkers.Full.self) { try await workers.run { 3 } }
            gate.signal()
            let done = try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            #expect(done == [0, 1, 2])
        }
    }

    private final class Gauge: Sendable {
        private let state = Mutex([0, 0])
        var most: Int { state.withLock { $0[1] } }
        func enter() { state.withLock { $0 = [$0[0] + 1, max($0[1], $0[0] + 1)] } }
        func leave() { state.withLock { $0[0] -= 1 } }
    }

    @Test func `so many run at the same time as there are threads, and none of them is the pool's`() async throws {
        let workers = PasswordWorkers(threads: 2, mostWaiting: 100)
        let gauge = Gauge()
        let hash = try #require(PasswordHash("scrypt:1024:8:1$s$" + String(repeating: "00", count: 64)))
        let names = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    try await workers.run {
                        gauge.enter()
                        defer { gauge.leave() }
                        return hash.matches("x") ? nil : Thread.current.name
                    }
                }
            }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(names == ["passwords"])
        #expect(gauge.most <= 2)
    }

    @Test func `what waits when they are let go of is done still`() async throws {
        func one() async throws -> Int { try await PasswordWorkers(threads: 1).run { 7 } }
        #expect(try await one() == 7)
    }
}

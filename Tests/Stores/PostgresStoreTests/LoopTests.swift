import BotStore
import ChannelKit
import Foundation
import Testing

@testable import PostgresStore
@testable import StorePromises

/// That the loop of a channel which one process at a time may run is run by one.
@Suite("Loops on PostgreSQL", .timeLimit(.minutes(2)))
struct LoopTests {
    private let bench: PostgresBench

    init() async throws { bench = try await PostgresBench() }

    private func open() async throws -> PostgresStore {
        try #require(try await bench.open() as? PostgresStore)
    }

    @Test func `a loop is one process's until that gives it up, and each instance has its own`() async throws {
        let (one, two) = (try await open(), try await open())
        #expect(try await one.holdLoop(of: "helper"))
        #expect(try await !two.holdLoop(of: "helper"))
        #expect(try await two.holdLoop(of: "other"))
        #expect(try await one.holdLoop(of: "helper"))
        try await two.releaseLoop(of: "helper")
        #expect(try await !two.holdLoop(of: "helper"))
        try await one.releaseLoop(of: "helper")
        #expect(try await two.holdLoop(of: "helper"))
        #expect(try await !one.holdLoop(of: "helper"))
    }

    @Test func `of many that ask at once one gets it`() async throws {
        var stores: [PostgresStore] = []
        for _ in 0..<6 { stores.append(try await open()) }
        for round in 0..<10 {
            let held = try await withThrowingTaskGroup(of: Bool.self) { group in
                for store in stores { group.addTask { try await store.holdLoop(of: "helper \(round)") } }
                return try await group.reduce(into: 0) { count, isHeld in count += isHeld ? 1 : 0 }
            }
            #expect(held == 1)
        }
    }

    @Test func `one whose lease is past loses it to who asks, and what it writes of its place is refused`() async throws
    {
        let (one, two) = (try await open(), try await open())
        #expect(try await one.holdLoop(of: "helper"))
        try await one.setCursor(of: "helper", to: "1")
        try await bench.execute(
            "UPDATE replicas SET lease_until = now() - interval '1 s' WHERE id = \(one.replica)", on: one)
        #expect(try await two.holdLoop(of: "helper"))
        try await two.setCursor(of: "helper", to: "2")
        let error = await #expect(throws: StoreError.self) { try await one.setCursor(of: "helper", to: "1") }
        #expect(error?.code == .fenced)
        #expect(try await two.cursor(of: "helper") == "2")
        // Its lease is good again, and the loop is not its own any more.
        #expect(try await !one.holdLoop(of: "helper"))
    }

    @Test func `one that was taken for dead is told so`() async throws {
        let (one, two) = (try await open(), try await open())
        #expect(try await one.holdLoop(of: "helper"))
        try await bench.execute("DELETE FROM replicas WHERE id = \(one.replica)", on: two)
        let error = await #expect(throws: StoreError.self) { _ = try await one.holdLoop(of: "helper") }
        #expect(error?.code == .fenced)
        #expect(try await two.holdLoop(of: "helper"))
    }

    @Test func `to hold it keeps this process's lease up`() async throws {
        let (one, two) = (try await open(), try await open())
        #expect(try await one.holdLoop(of: "helper"))
        try await bench.execute(
            "UPDATE replicas SET lease_until = now() - interval '1 s' WHERE id = \(one.replica)", on: one)
        #expect(try await one.holdLoop(of: "helper"))
        #expect(try await !two.holdLoop(of: "helper"))
    }
}

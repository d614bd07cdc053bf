import BotStore
import ChannelKit
import Foundation
import Synchronization
import Testing

@testable import PostgresStore
@testable import StorePromises

/// Which channels a process serves may change while it lives.
@Suite("The channels that a process serves, on PostgreSQL")
struct ServiceTests {
    private let bench: PostgresBench

    init() async throws { bench = try await PostgresBench() }

    private func open() async throws -> PostgresStore {
        try #require(try await bench.open() as? PostgresStore)
    }

    @Test func `a channel that one serves no more is left to who serves it, and one that it serves by now is its own`()
        async throws
    {
        let (one, two) = (try await open(), try await open())
        try await one.serve(channels: ["web", "new"])
        _ = try await Desk(store: two).on("other").say("hi", id: "1", mayBegin: false).queued()
        _ = try await Desk(store: two).on("new").say("ho", id: "2", mayBegin: false).queued()
        #expect(try await Desk(store: one).begin().map(\.channel) == ["new"])
        #expect(try await Desk(store: two).begin().map(\.channel) == ["other"])
        _ = try await Desk(store: two).on("new").say("ho", id: "3", at: "bob", mayBegin: false).queued()
        #expect(try await Desk(store: two).begin().isEmpty)
        #expect(try await Desk(store: one).begin().map(\.messageID) == ["3"])
    }

    @Test func `one that was taken for dead serves as another replica what it served last`() async throws {
        let (one, two) = (try await open(), try await open())
        try await one.serve(channels: ["web", "new"])
        try await bench.execute("DELETE FROM replicas WHERE id = \(one.replica)", on: two)
        try await one.beat()
        _ = try await Desk(store: two).on("other").say("hi", id: "1", mayBegin: false).queued()
        _ = try await Desk(store: two).on("new").say("ho", id: "2", mayBegin: false).queued()
        #expect(try await Desk(store: one).begin().map(\.channel) == ["new"])
    }

    @Test func `what could not be told at once is told with the next beat`() async throws {
        let (one, two) = (try await open(), try await open())
        one.service.withLock { $0.change(to: ["web"]) }
        try await one.beat()
        _ = try await Desk(store: two).on("other").say("hi", id: "1", mayBegin: false).queued()
        #expect(try await Desk(store: one).begin().isEmpty)
        #expect(one.service.withLock { $0.unwritten } == nil)
    }
}

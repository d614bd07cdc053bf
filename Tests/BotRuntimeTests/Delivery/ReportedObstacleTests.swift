import BotStore
import ChannelKit
import Synchronization
import Testing

@testable import BotRuntime

/// What a platform says afterwards of a reply that it took, where that concerns all replies.
struct ReportedObstacleTests {
    private let clock = TestClock()

    /// A channel whose deliveries are statuses.
    private struct StatusChannel: Channel {
        typealias Settings = LineChannel.Settings

        static let type: ChannelType = "statuses"

        init() {}
        init(settings: Settings, context: ChannelContext) {}

        func receive(_ delivery: DeliveryStatus, from: Principal) async throws(ChannelError) -> [InboundEvent] {
            [.status(delivery)]
        }

        func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt { Receipt() }
    }

    private func report(_ platformID: String, scope: ChannelError.Scope, to core: Core) async throws {
        let error = ChannelError(
            "trouble", kind: .unauthenticated, retry: .after(.seconds(60)), scope: scope, message: "Trouble")
        let status = DeliveryStatus(platformID: platformID, state: .failed, error: error)
        _ = try await Reception.lines(core).receive(status, by: StatusChannel())
    }

    @Test(.timeLimit(.minutes(5)))
    func `a failure that concerns all is reported once: nothing more is sent until its time, and health says so`()
        async throws
    {
        let store = try await FaultyStore()
        let core = Core.test(store, clock: clock)
        let tried = Texts()
        let count = Mutex(0)
        let channel = SendingChannel { (_, address) throws(ChannelError) in
            tried.add("\(address.chat)")
            let number = count.withLock { count in
                count += 1
                return count
            }
            return Receipt(platformIDs: ["p\(number)"])
        }
        let health = HealthBoard()
        health.set("web", .up)
        try await core.sending(by: channel, health: health) {
            try await store.putReply("1", at: "alice")
            await core.settle()
            try await report("p1", scope: .instance, to: core)
            try await store.putReply("1", at: "bob")
            await core.settle()
            #expect(tried.all == ["alice"])
            #expect(health.all.first?.reason == "trouble: Trouble")
            clock.advance(60)
            await core.settle()
            clock.advance(1)
            await core.settle()
            #expect(tried.all.sorted() == ["alice", "alice", "bob"])
            #expect(health.all.map(\.state) == [.up])
            // It comes again.
            try await report("p1", scope: .instance, to: core)
            await core.settle()
            #expect(health.all.map(\.state) == [.up])
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `a failure of one reply holds up nobody else`() async throws {
        let store = try await FaultyStore()
        let core = Core.test(store, clock: clock)
        let tried = Texts()
        let channel = SendingChannel { (_, address) throws(ChannelError) in
            tried.add("\(address.chat)")
            return Receipt(platformIDs: ["p \(address.chat)"])
        }
        try await core.sending(by: channel) {
            try await store.putReply("1", at: "alice")
            await core.settle()
            try await report("p alice", scope: .chat, to: core)
            try await store.putReply("1", at: "bob")
            await core.settle()
        }
        #expect(tried.all == ["alice", "bob"])
    }
}

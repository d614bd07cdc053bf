import BotStore
import ChannelKit
import Logging
import Synchronization
import Testing

@testable import BotRuntime

struct ReceptionTests {
    @Test(.timeLimit(.minutes(1)))
    func `repeated lines of one who listens take room like any other, until their turn is over`() async throws {
        let core = Core.test(try await FaultyStore(), pendingLimit: 3)
        let reception = Reception(instance: "web", channelType: LineChannel.type, core: core, whenFull: .refuse)
        for _ in 0..<3 { _ = try await reception.receive("1", by: LineChannel()) }
        #expect(core.capacity.used == 3)
        await #expect(throws: ChannelError.overloaded(retryAfter: .seconds(2))) {
            _ = try await reception.receive("1", by: LineChannel())
        }
        #expect(try await core.store.pendingTurns() == 3)
        var turns = core.turns.work.makeAsyncIterator()
        let begun = try #require(await turns.next())
        await TurnRunner(core: core, streams: [:]).run(begun)
        #expect(core.capacity.used == 0)
        #expect(try await core.store.pendingTurns() == 0)
        #expect(try await core.store.pendingReplies(channels: ["web"]) == 3)
    }

    @Test(.timeLimit(.minutes(1)))
    func `when the store has no room, a request is refused and keeps none`() async throws {
        var store = try await FaultyStore()
        store.onAccept = { (_) throws(StoreError) in throw StoreError(.overloaded, "full") }
        let core = Core.test(store)
        let reception = Reception(instance: "web", channelType: LineChannel.type, core: core, whenFull: .refuse)
        await #expect(throws: ChannelError.overloaded(retryAfter: .seconds(2))) {
            _ = try await reception.receive("1", by: LineChannel())
        }
        #expect(core.capacity.used == 0)
    }

    @Test(.timeLimit(.minutes(1)))
    func `when the store has no room, a loop waits until it has`() async throws {
        var store = try await FaultyStore()
        let tried = Mutex(0)
        store.onAccept = { (_) throws(StoreError) in
            let count = tried.withLock { tried in
                tried += 1
                return tried
            }
            if count < 3 { throw StoreError(.overloaded, "full") }
        }
        let core = Core.test(store)
        let reception = Reception(instance: "web", channelType: LineChannel.type, core: core, whenFull: .wait)
        _ = try await reception.receive("1", by: LineChannel())
        #expect(tried.withLock { $0 } == 3)
        #expect(core.capacity.used == 1)
    }
}

/// A channel whose deliveries are ids of messages of one sender who listens.
struct LineChannel: Channel {
    struct Settings: ChannelSettings {
        init(from reader: inout SettingsReader) {}
    }

    static let type: ChannelType = "lines"

    init() {}
    init(settings: Settings, context: ChannelContext) {}

    func verify(_ delivery: String) async throws(ChannelError) -> Verification { .genuine }

    func authenticate(_ delivery: String) async throws(ChannelError) -> Principal { .platform }

    func receive(_ delivery: String, from principal: Principal) async throws(ChannelError) -> [InboundEvent] {
        [
            .message(
                InboundMessage(
                    id: delivery, sender: .identity(Identity(id: "alice")), address: "alice", content: "hi",
                    caller: .listens))
        ]
    }

    func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt { Receipt() }
}

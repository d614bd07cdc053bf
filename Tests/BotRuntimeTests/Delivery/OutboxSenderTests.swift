import BotStore
import ChannelKit
import Foundation
import ServiceLifecycle
import Synchronization
import Testing

@testable import BotRuntime

struct OutboxSenderTests {
    @Test(.timeLimit(.minutes(5)))
    func `what a dead process was sending waits for its platform's report, elsewhere for a moment`() async throws {
        let takeovers = Mutex<[ReplyTakeover]>([])
        var store = try await FaultyStore()
        store.onTakeOver = { takeover in takeovers.withLock { $0.append(takeover) } }
        let core = Core.test(store)
        let reporting = HostedChannel(AbleChannel(), instance: "shop", core: core)
        let plain = HostedChannel(SendingChannel { _, _ in Receipt() }, instance: "web", core: core)
        try await OutboxSender(core: core, channels: ["shop": reporting, "web": plain], health: HealthBoard())
            .takeOver()
        let takeover = ReplyTakeover(
            waits: ["shop": .seconds(30)], otherwise: .seconds(1), mostUncertain: OutboxSender.mostUncertain)
        #expect(takeovers.withLock { $0 } == [takeover])
    }

    /// Runs a sender until everything that could be sent was tried.
    private static func run(
        _ core: Core, limit: Duration = .seconds(60), isUnhurried: Bool = false, _ send: @escaping OutboxSender.Send
    ) async {
        let channel =
            isUnhurried
            ? HostedChannel(UnhurriedChannel(send), instance: "web", core: core)
            : HostedChannel(SendingChannel(send), instance: "web", core: core)
        let sender = OutboxSender(
            core: core, channels: ["web": channel], health: HealthBoard(), sendLimit: limit,
            lastMoment: limit < .seconds(1) ? .zero : .seconds(2))
        await withTaskGroup(of: Void.self) { group in
            core.outbox.check()
            group.addTask { try? await sender.run() }
            await core.outbox.idle()
            group.cancelAll()
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `a sent reply that the store does not take as sent becomes a dead letter`() async throws {
        var store = try await FaultyStore()
        let tried = Mutex(0)
        store.onRecordSend = { (outcome) throws(StoreError) in
            tried.withLock { $0 += 1 }
            if case .sent = outcome { throw StoreError(.invalid, "the platform's ids") }
        }
        let core = Core.test(store)
        try await store.putReply("1", at: "alice")
        await Self.run(core) { (_, _) throws(ChannelError) in Receipt() }
        #expect(tried.withLock { $0 } == 2)
        #expect(try await store.pendingReplies(channels: ["web"]) == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a reply of which the store takes nothing is left, and holds nothing up`() async throws {
        var store = try await FaultyStore()
        let tried = Mutex(0)
        store.onRecordSend = { (_) throws(StoreError) in
            tried.withLock { $0 += 1 }
            throw StoreError(.corrupt, "the row")
        }
        let core = Core.test(store)
        try await store.putReply("1", at: "alice")
        await Self.run(core) { (_, _) throws(ChannelError) in Receipt() }
        #expect(tried.withLock { $0 } == 2)
        #expect(try await store.pendingReplies(channels: ["web"]) == 1)
    }

    @Test(.timeLimit(.minutes(5)))
    func `of many waiting replies a bounded number is in hand, and all are sent`() async throws {
        let store = try await FaultyStore()
        for chat in 0..<1_500 { try await store.putReply("1", at: ChatAddress("chat \(chat)")) }
        let core = Core.test(store)
        let most = Mutex(0)
        await Self.run(core) { (_, _) throws(ChannelError) in
            most.withLock { $0 = max($0, core.outbox.inHand) }
            await Task.yield()
            return Receipt()
        }
        #expect(try await store.pendingReplies(channels: ["web"]) == 0)
        #expect(most.withLock { $0 } <= OutboxQueue.mostTaken)
    }

    @Test(.timeLimit(.minutes(5)))
    func `thousands of replies by an instance that hangs keep no other instance's from being sent`() async throws {
        let store = try await FaultyStore()
        for chat in 0..<1_500 { try await store.putReply("1", at: ChatAddress("chat \(chat)"), of: "slow") }
        try await store.putReply("1", at: "alice")
        let core = Core.test(store)
        let sent = Texts()
        let hanging = Mutex(0)
        let slow = SendingChannel { (_, _) throws(ChannelError) in
            hanging.withLock { $0 += 1 }
            try? await Task.sleep(for: .seconds(3600))
            throw .shuttingDown
        }
        let web = SendingChannel { (reply, _) throws(ChannelError) in
            sent.add(reply.inReplyTo ?? "")
            return Receipt()
        }
        let channels = [
            "slow": HostedChannel(slow, instance: "slow", core: core),
            "web": HostedChannel(web, instance: "web", core: core),
        ]
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await OutboxSender(core: core, channels: channels, health: HealthBoard(), lastMoment: .zero).run()
            }
            await sent.wait(for: 1)
            group.cancelAll()
        }
        #expect(hanging.withLock { $0 } <= OutboxQueue.mostTaken)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a send that hangs and cannot be cancelled is given up, its outcome unknown`() async throws {
        let store = try await FaultyStore()
        let core = Core.test(store)
        try await store.putReply("1", at: "alice")
        let (hanging, release) = AsyncStream.makeStream(of: Void.self)
        await Self.run(core, limit: .milliseconds(10)) { (_, _) throws(ChannelError) in
            await Task.detached { for await _ in hanging {} }.value
            return Receipt()
        }
        #expect(try await store.pendingReplies(channels: ["web"]) == 1)
        let later = Date().addingTimeInterval(60)
        let again = try await store.takeReplies(channels: ["web"], limit: 10, now: later)
        #expect(again.map(\.reply.attempt) == [3])
        release.finish()
    }

    @Test(.timeLimit(.minutes(5)))
    func `a reader who may take their time is not cut off`() async throws {
        let store = try await FaultyStore()
        let core = Core.test(store)
        try await store.putReply("1", at: "alice")
        await Self.run(core, limit: .zero, isUnhurried: true) { (_, _) throws(ChannelError) in
            // A send with a limit of nothing would be cancelled by now.
            for _ in 0..<1_000 { await Task.yield() }
            if Task.isCancelled { throw .shuttingDown }
            return Receipt()
        }
        #expect(try await store.pendingReplies(channels: ["web"]) == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a reply of an instance that is no longer configured waits until it is again`() async throws {
        let store = try await FaultyStore()
        let clock = TestClock()
        let core = Core.test(store, clock: clock)
        try await store.putReply("1", at: "alice")
        let items = try await store.takeReplies(channels: ["web"], limit: 1, now: clock.now)
        let sender = OutboxSender(core: core, channels: [:], health: HealthBoard())
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await sender.run() }
            core.outbox.send(items)
            await core.settle()
            group.cancelAll()
        }
        #expect(items.count == 1)
        #expect(try await store.takeReplies(channels: ["web"], limit: 1, now: clock.now + 1) == items)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a send that is cut off still says what became of it`() async throws {
        let store = try await FaultyStore()
        let core = Core.test(store)
        try await store.putReply("1", at: "alice")
        let sender = OutboxSender(
            core: core, channels: [:], health: HealthBoard(), sendLimit: .zero, lastMoment: .seconds(30))
        let item = try #require(try await store.takeReplies(channels: ["web"], limit: 1, now: Date()).first)
        async let _: Void = sender.limits.watch(every: .milliseconds(1))
        await #expect(throws: ChannelError.shuttingDown) {
            try await sender.withinLimit(
                { (_, _) throws(ChannelError) in
                    try? await Task.sleep(for: .seconds(3600))
                    throw .shuttingDown
                }, item)
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `when the bot does not wait any more, a chat's next reply is neither sent nor taken`() async throws {
        let store = try await FaultyStore()
        let core = Core.test(store)
        for id in ["1", "2"] { try await store.putReply(id, at: "alice") }
        let sent = Texts()
        await core.sending(
            by: SendingChannel { (reply, _) throws(ChannelError) in
                sent.add(reply.inReplyTo ?? "")
                try? await Task.sleep(for: .seconds(3600))
                return Receipt()
            }
        ) { await sent.wait(for: 1) }
        #expect(sent.all == ["1"])
        let later = Date().addingTimeInterval(60)
        let left = try await store.takeReplies(channels: ["web"], limit: 10, now: later)
        #expect(left.map(\.reply.inReplyTo) == ["2"])
        #expect(left.map(\.reply.attempt) == [1])
    }
}

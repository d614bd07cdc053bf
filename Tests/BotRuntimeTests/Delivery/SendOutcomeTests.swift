import BotStore
import ChannelKit
import Foundation
import Synchronization
import Testing

@testable import BotRuntime

/// What is done about each way in which a send can end, in a time that only the test moves.
struct SendOutcomeTests {
    private let clock = TestClock()

    /// A platform that refuses as it is told to, message by message, and takes the rest.
    private final class Platform: Sendable {
        private let refusals: Mutex<[String: [ChannelError]]>
        let tried = Texts()
        let taken = Texts()

        init(_ refusals: [String: [ChannelError]]) { self.refusals = Mutex(refusals) }

        func send(_ reply: Reply, _ address: ReplyAddress) throws(ChannelError) -> Receipt {
            let name = "\(address.chat) \(reply.inReplyTo ?? "")"
            tried.add(name + (reply.usesFallback ? " again otherwise" : ""))
            let error = refusals.withLock { refusals in
                refusals[name]?.isEmpty == false ? refusals[name]?.removeFirst() : nil
            }
            if let error { throw error }
            taken.add(name)
            return Receipt()
        }

        var channel: SendingChannel {
            SendingChannel { (reply, address) throws(ChannelError) in try self.send(reply, address) }
        }

        var reporting: AbleChannel {
            var channel = AbleChannel()
            channel.send = { (reply, address) throws(ChannelError) in try self.send(reply, address) }
            return channel
        }
    }

    private func error(_ retry: ChannelError.Retry, _ kind: ChannelError.Kind = .unavailable) -> ChannelError {
        ChannelError("trouble", kind: kind, retry: retry, message: "Trouble")
    }

    private func wholeInstance(_ retry: ChannelError.Retry, _ kind: ChannelError.Kind = .rateLimited) -> ChannelError {
        ChannelError("trouble", kind: kind, retry: retry, scope: .instance, message: "Trouble")
    }

    private func core(_ replies: [(String, ChatAddress)]) async throws -> Core {
        let store = try await FaultyStore()
        for (id, chat) in replies { try await store.putReply(id, at: chat) }
        return Core.test(store, clock: clock)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a reply that backs off holds its chat, in order, and nobody else`() async throws {
        let core = try await core([("1", "alice"), ("2", "alice"), ("3", "bob")])
        let platform = Platform(["alice 1": [error(.after(.seconds(60)))]])
        await core.sending(by: platform.channel) {
            await core.settle()
            #expect(platform.taken.all == ["bob 3"])
            clock.advance(59)
            await core.settle()
            #expect(platform.taken.all == ["bob 3"])
            clock.advance(8)
            await core.settle()
            #expect(platform.taken.all == ["bob 3", "alice 1", "alice 2"])
        }
        #expect(try await core.store.pendingReplies(channels: ["web"]) == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `what is refused for good is a dead letter, and its followers go on`() async throws {
        let core = try await core([("1", "alice"), ("2", "alice")])
        let platform = Platform(["alice 1": [error(.never, .invalid)]])
        await core.sending(by: platform.channel) { await core.settle() }
        #expect(platform.tried.all == ["alice 1", "alice 2"])
        #expect(try await core.store.pendingReplies(channels: ["web"]) == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `after thirty attempts a reply is a dead letter`() async throws {
        let core = try await core([("1", "alice")])
        let platform = Platform(["alice 1": Array(repeating: error(.now), count: 100)])
        await core.sending(by: platform.channel) {
            for _ in 0..<100 {
                await core.settle()
                clock.advance(300)
            }
        }
        // The attempt that put it there counts.
        #expect(platform.tried.all.count == OutboxSender.mostAttempts - 1)
        #expect(try await core.store.pendingReplies(channels: ["web"]) == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a reply that is refused in the ordinary way goes the other way at once, and once only`() async throws {
        let core = try await core([("1", "alice"), ("1", "bob")])
        let platform = Platform([
            "alice 1": [error(.fallback)], "bob 1": [error(.fallback), error(.fallback), error(.fallback)],
        ])
        await core.sending(by: platform.channel) { await core.settle() }
        #expect(platform.taken.all == ["alice 1"])
        #expect(
            platform.tried.all.filter { $0.hasPrefix("bob") } == ["bob 1", "bob 1 again otherwise"])
        #expect(try await core.store.pendingReplies(channels: ["web"]) == 0)
    }

    @Test(
        "an unknown outcome waits for a report where there are such, else for a moment", .timeLimit(.minutes(5)),
        arguments: [
            (true, 30.0), (false, 5),
        ])
    func unknown(reports: Bool, pause: Double) async throws {
        let core = try await core([("1", "alice"), ("2", "alice")])
        let platform = Platform(["alice 1": [error(.unknown)]])
        func test(_ channel: some Channel) async {
            await core.sending(by: channel) {
                await core.settle()
                clock.advance(pause - 1)
                await core.settle()
                #expect(platform.tried.all == ["alice 1"])
                clock.advance(1)
                await core.settle()
            }
        }
        if reports { await test(platform.reporting) } else { await test(platform.channel) }
        #expect(platform.taken.all == ["alice 1", "alice 2"])
    }

    @Test(.timeLimit(.minutes(5)))
    func `after each further unknown outcome four times as long is waited`() async throws {
        let core = try await core([("1", "alice")])
        let platform = Platform(["alice 1": Array(repeating: error(.unknown), count: 2)])
        await core.sending(by: platform.reporting) {
            await core.settle()
            clock.advance(30)
            await core.settle()
            #expect(platform.tried.all.count == 2)
            clock.advance(119)
            await core.settle()
            #expect(platform.tried.all.count == 2)
            clock.advance(1)
            await core.settle()
        }
        #expect(platform.taken.all == ["alice 1"])
    }

    @Test(.timeLimit(.minutes(5)))
    func `a reply is not sent a sixth time when nobody knows of five`() async throws {
        let core = try await core([("1", "alice")])
        let platform = Platform(["alice 1": Array(repeating: error(.unknown), count: 100)])
        await core.sending(by: platform.channel) {
            for _ in 0..<20 {
                await core.settle()
                clock.advance(60)
            }
        }
        #expect(platform.tried.all.count == OutboxSender.mostUncertain)
        #expect(try await core.store.pendingReplies(channels: ["web"]) == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `an instance that is told to wait sends nothing to anyone, and it is nobody's attempt`() async throws {
        let chats = (0..<20).map { ("1", ChatAddress("chat \($0)")) }
        let core = try await core(chats)
        // Whoever comes first is told, then whoever goes ahead.
        let word = Mutex(2)
        let tried = Texts()
        let channel = SendingChannel { (reply, address) throws(ChannelError) in
            tried.add("\(address.chat) \(reply.attempt)")
            let isTold = word.withLock { word in
                defer { word -= 1 }
                return word > 0
            }
            if isTold { throw wholeInstance(.after(.seconds(60))) }
            return Receipt()
        }
        await core.sending(by: channel) {
            await core.settle()
            let first = tried.all.count
            #expect(first >= 1)
            clock.advance(59)
            await core.settle()
            #expect(tried.all.count == first)
            clock.advance(2)
            await core.settle()
            if word.withLock({ $0 }) > 0 {
                clock.advance(61)
                await core.settle()
            }
            clock.advance(61)
            await core.settle()
        }
        #expect(try await core.store.pendingReplies(channels: ["web"]) == 0)
        // Put there by a first attempt.
        #expect(tried.all.allSatisfy { $0.hasSuffix(" 2") })
    }

    @Test(.timeLimit(.minutes(5)))
    func `an instance that is not let in stays failed when it is told to wait as well`() async throws {
        let core = try await core([("1", "alice")])
        let platform = Platform([
            "alice 1": [
                wholeInstance(.after(.seconds(60)), .unauthenticated), wholeInstance(.after(.seconds(60))),
            ]
        ])
        let health = HealthBoard()
        health.set("web", .up)
        await core.sending(by: platform.channel, health: health) {
            await core.settle()
            #expect(health.all.map(\.state) == [.failed])
            clock.advance(60)
            await core.settle()
            #expect(platform.tried.all.count == 2)
            #expect(health.all.map(\.state) == [.failed])
            clock.advance(60)
            await core.settle()
        }
        #expect(health.all.map(\.state) == [.up])
    }

    @Test(.timeLimit(.minutes(5)))
    func `an instance that is told to wait again and again is tried ever less often`() async throws {
        let core = try await core([("1", "alice")])
        let platform = Platform(["alice 1": Array(repeating: wholeInstance(.after(.seconds(1))), count: 6)])
        await core.sending(by: platform.channel) {
            await core.settle()
            for (count, pause) in [(1, 1.0), (2, 4), (3, 16), (4, 64), (5, 256), (6, 300)] {
                #expect(platform.tried.all.count == count)
                clock.advance(pause - 0.1)
                await core.settle()
                #expect(platform.tried.all.count == count)
                clock.advance(pause / 4 + 0.2)
                await core.settle()
            }
        }
        #expect(platform.taken.all == ["alice 1"])
    }

    @Test(.timeLimit(.minutes(5)))
    func `an instance that is not let in is failed, with the reason, until a reply gets through`() async throws {
        let core = try await core((0..<10).map { ("1", ChatAddress("chat \($0)")) })
        let isLetIn = Mutex(false)
        let tried = Texts()
        let channel = SendingChannel { (_, address) throws(ChannelError) in
            tried.add("\(address.chat)")
            guard isLetIn.withLock({ $0 }) else { throw wholeInstance(.after(.seconds(60)), .unauthenticated) }
            return Receipt()
        }
        let health = HealthBoard()
        health.set("web", .up)
        await core.sending(by: channel, health: health) {
            await core.settle()
            #expect(health.all.map(\.state) == [.failed])
            #expect(health.all.first?.reason == "trouble: Trouble")
            let before = tried.all.count
            clock.advance(60)
            await core.settle()
            #expect(tried.all.count == before + 1)
            #expect(health.all.map(\.state) == [.failed])
            isLetIn.withLock { $0 = true }
            clock.advance(60)
            await core.settle()
            clock.advance(1)
            await core.settle()
        }
        #expect(health.all.map(\.state) == [.up])
        #expect(try await core.store.pendingReplies(channels: ["web"]) == 0)
    }
}

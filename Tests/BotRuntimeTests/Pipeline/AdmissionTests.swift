import BotStore
import ChannelKit
import Foundation
import Synchronization
import Testing

@testable import BotRuntime

/// What a channel is told of what became of a message.
struct AdmissionTests {
    private let clock = TestClock()

    private func receive(
        _ core: Core, _ id: String, policy: ChannelPolicy = ChannelPolicy(),
        change: @escaping @Sendable (inout InboundMessage) -> Void = { $0.caller = .absent }
    ) async throws -> Admission? {
        let outcome = try await Reception.lines(core, policy: policy).receive(id, change: change)
        guard case .admitted(let admissions) = outcome else { return nil }
        return admissions.first
    }

    private func limited(notice: String? = nil) -> ChannelPolicy {
        var policy = ChannelPolicy()
        policy.limits = RateLimits(user: RateLimit(count: 1, window: .seconds(60)), notice: notice)
        return policy
    }

    @Test(.timeLimit(.minutes(5)))
    func `a stale message is recorded, and takes no room`() async throws {
        let core = Core.test(try await FaultyStore(), pendingLimit: 1, clock: clock)
        let old = clock.now.addingTimeInterval(-86_401)
        for id in ["1", "2"] {
            let admission = try await receive(core, id) { message in (message.caller, message.sentAt) = (.absent, old) }
            guard case .noted = admission else { return #expect(Bool(false), "it is noted") }
        }
        #expect(core.capacity.used == 0)
        #expect(try await core.store.pendingTurns() == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `somebody who waits and asks too often is told when to come again, and nothing is kept`() async throws {
        let core = Core.test(try await FaultyStore(), clock: clock)
        for caller in [Caller.collects, .listens] {
            let ask = { (id: String) in
                try await receive(core, "\(caller) \(id)", policy: limited()) { message in
                    message.caller = caller
                    message.sender = .identity(Identity(id: "\(caller)"))
                    message.address = ChatAddress("\(caller)")
                }
            }
            _ = try await ask("1")
            guard case .refused(let error) = try await ask("2") else {
                return #expect(Bool(false), "it is too often")
            }
            #expect(error.code == "rate_limited")
            #expect(error.kind == .rateLimited)
            #expect((error.retryAfter ?? .zero) > .zero)
        }
        #expect(try await core.store.pendingTurns() == 2)
        #expect(core.capacity.used == 2)
    }

    @Test(.timeLimit(.minutes(5)))
    func `somebody who does not wait is told so once, and the message is noted`() async throws {
        let core = Core.test(try await FaultyStore(), clock: clock)
        for id in ["1", "2", "3", "4"] { _ = try await receive(core, id, policy: limited(notice: "Slowly.")) }
        #expect(core.capacity.used == 1)
        let texts = Texts()
        await core.sendAll { (reply, _) throws(ChannelError) in
            texts.add(reply.body)
            return Receipt()
        }
        #expect(texts.all == ["Slowly."])
    }

    @Test(.timeLimit(.minutes(5)))
    func `somebody who waits and has opted out is told so`() async throws {
        let core = Core.test(try await FaultyStore(), clock: clock)
        _ = try await receive(core, "1") { $0.content = "/stop" }
        var turns = core.turns.work.makeAsyncIterator()
        await TurnRunner(core: core, channels: [:]).run(try #require(await turns.next()))
        guard case .refused(let error) = try await receive(core, "2", change: { _ in }) else {
            return #expect(Bool(false), "nothing is answered")
        }
        #expect(error.code == "opted_out")
        #expect(error.kind == .forbidden)
        #expect(core.capacity.used == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a turn that nobody waits for is looked up when somebody asks`() async throws {
        let core = Core.test(try await FaultyStore(), clock: clock)
        let running = try await core.begin("one", id: "1", caller: .absent)
        guard case .turn(let ticket) = try await receive(core, "2") else {
            return #expect(Bool(false), "it has a turn")
        }
        #expect(core.board.count == 1)
        async let result = ticket.result()
        await TurnRunner(core: core, channels: [:]).run(running)
        guard case .answered(let answer) = try await result else {
            return #expect(Bool(false), "it was answered")
        }
        #expect(answer.text == "hi")
    }
}

import BotStore
import ChannelKit
import Foundation
import HTTPTypes
import SQLiteStore
import Synchronization
import Testing

@testable import BotRuntime

/// A store that cannot keep anything for a while.
struct StoreFaultTests {
    /// A webhook whose messages carry the ids in its requests' bodies.
    private struct Hook: WebhookReceiving {
        typealias Settings = LineChannel.Settings

        static let type: ChannelType = "hook"
        var routes: [HTTPRoute] { [HTTPRoute(.post, "/hook")] }

        init() {}
        init(settings: Settings, context: ChannelContext) {}

        func receive(_ delivery: HTTPDelivery, from: Principal) async throws(ChannelError) -> [InboundEvent] {
            [
                .message(
                    InboundMessage(
                        id: String(decoding: delivery.body, as: UTF8.self), sender: .identity(Identity(id: "alice")),
                        address: "alice", content: "hi", caller: .absent))
            ]
        }

        func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt { Receipt() }

        func respond(to delivery: HTTPDelivery, with outcome: Result<[Admission], ChannelError>) async -> HTTPAnswer {
            switch outcome {
            case .success: .text("")
            case .failure(let error): .failure(error, requestID: delivery.requestID)
            }
        }
    }

    @Test(
        "nothing is acknowledged that is not kept, ready says no, and all is well when the fault ends",
        .timeLimit(.minutes(5)), arguments: [StoreError.Code.full, .readOnly, .locked])
    func fault(_ code: StoreError.Code) async throws {
        let isBroken = Mutex(true)
        let check = { @Sendable () throws(StoreError) in
            if isBroken.withLock({ $0 }) { throw StoreError(code, "a fault") }
        }
        var store = try await FaultyStore()
        store.onAccept = { (_) throws(StoreError) in try check() }
        store.onPing = check
        let core = Core.test(store)
        let hook = HostedChannel(Hook(), instance: "web", core: core)
        let health = HealthBoard()
        health.set("web", .up)
        let admin = AdminRoutes(core: core, health: health).table
        func post() async throws -> HTTPAnswer {
            let request = HTTPRequest(method: .post, scheme: nil, authority: nil, path: "/hook")
            let answer = try #require(hook.answer)
            return await answer(HTTPDelivery(request: request, body: Array("1".utf8), requestID: "r"))
        }
        func ready() async -> HTTPResponse.Status {
            let request = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/health/ready")
            return await admin.answer(HTTPDelivery(request: request, requestID: "r")).status
        }
        let refusal = try await post()
        #expect(refusal.status == .serviceUnavailable)
        #expect(refusal.headers[.retryAfter] != nil)
        #expect(await ready() == .serviceUnavailable)
        #expect(core.capacity.used == 0)
        #expect(try await store.pendingTurns() == 0)
        isBroken.withLock { $0 = false }
        #expect(try await post().status == .ok)
        #expect(await ready() == .ok)
        #expect(try await store.pendingTurns() == 1)
    }

    @Test(.timeLimit(.minutes(5)))
    func `an answer that cannot be kept yet is neither sent nor lost`() async throws {
        let clock = TestClock()
        let isBroken = Mutex(true)
        var store = try await FaultyStore()
        store.onComplete = { (_) throws(StoreError) in
            if isBroken.withLock({ $0 }) { throw StoreError(.full, "the disk") }
        }
        let model = CountingModel()
        let core = Core.test(store, model: model, clock: clock)
        let begun = try await core.begin("hi", id: "1", caller: .absent)
        async let run: Void = TurnRunner(core: core, channels: core.web()).run(begun)
        for _ in 0..<3 {
            await clock.sleepers(1)
            #expect(core.outbox.inHand == 0)
            clock.advance(10)
        }
        await clock.sleepers(1)
        isBroken.withLock { $0 = false }
        clock.advance(10)
        await run
        #expect(model.asked == ["hi"])
        #expect(core.outbox.inHand == 1)
        #expect(core.capacity.used == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a turn whose end is kept too late has told its caller, and gives its room back once`() async throws {
        let clock = TestClock()
        let fault = Mutex(StoreError.Code.full)
        var store = try await FaultyStore()
        store.onComplete = { (_) throws(StoreError) in throw StoreError(fault.withLock { $0 }, "a fault") }
        let core = Core.test(store, modelTimeout: .zero, clock: clock)
        let begun = try await core.begin("hi", id: "1")
        async let run: Void = TurnRunner(core: core, channels: [:]).run(begun)
        guard case .failed = try await begun.live.result() else {
            return #expect(Bool(false), "there is no answer in time")
        }
        await clock.sleepers(1)
        try await store.base.clean()
        _ = await TurnDispatcher(core: core, channels: [:]).findLost(after: nil)
        #expect(core.capacity.used == 1)
        fault.withLock { $0 = .fenced }
        clock.advance(10)
        await run
        #expect(core.capacity.used == 0)
        #expect(core.board.count == 0)
    }
}

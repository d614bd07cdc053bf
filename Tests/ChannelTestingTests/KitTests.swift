import ChannelTesting
import Testing

@Suite("The kit")
struct KitTests {
    @Test("A channel as it should be keeps every promise", arguments: ChannelPromise.all(of: PostSpecimen()))
    func sound(_ promise: ChannelPromise) async throws {
        try await promise.run()
    }

    @Test(
        "A channel with a loop, as it should be, keeps every promise", arguments: ChannelPromise.all(of: WireSpecimen())
    )
    func soundLoop(_ promise: ChannelPromise) async throws {
        try await promise.run()
    }

    @Test(
        "A channel with a fault breaks every promise that is about it, and no other",
        arguments: Fault.allCases.filter { $0 != .none })
    func caught(_ fault: Fault) async throws {
        try await fault.damage.check(ChannelPromise.all(of: PostSpecimen(fault: fault)))
    }

    @Test(
        "A loop with a fault breaks every promise that is about it, and no other",
        arguments: WireFault.allCases.filter { $0 != .none })
    func caughtLoop(_ fault: WireFault) async throws {
        try await fault.damage.check(ChannelPromise.all(of: WireSpecimen(fault: fault)))
    }

    @Test("What broke is said with what was seen and what can be done")
    func words() async throws {
        let promise = try #require(
            ChannelPromise.all(of: PostSpecimen(fault: .inventsIDs)).first {
                $0.name.hasPrefix("A message that is delivered again is not answered again")
            })
        let broken = await #expect(throws: PromiseBroken.self) { try await promise.run() }
        #expect(broken?.seen != nil)
        #expect(broken?.hint?.contains("InboundMessage.id") == true)
    }
}

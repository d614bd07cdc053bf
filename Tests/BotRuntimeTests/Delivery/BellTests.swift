import Testing

@testable import BotRuntime

struct BellTests {
    @Test func `who waits is woken when it rings, however long they would wait`() async {
        let bell = Bell()
        async let woken: Void = bell.wait(atMost: .seconds(3_600)) { _ in try await Task.sleep(for: .seconds(3_600)) }
        bell.ring()
        await woken
    }

    @Test func `a ring that nobody heard ends the next wait`() async {
        let bell = Bell()
        bell.ring()
        bell.ring()
        await bell.wait(atMost: .seconds(3_600)) { _ in try await Task.sleep(for: .seconds(3_600)) }
    }

    @Test func `a wait without a ring ends by itself`() async {
        let waits = Texts()
        await Bell().wait(atMost: .seconds(7)) { waits.add("\($0)") }
        #expect(waits.all == ["\(Duration.seconds(7))"])
    }
}

import Testing

@testable import BotRuntime

struct CapacityTests {
    @Test func `a batch is taken whole while there is any room, however large it is, and nothing after it`() {
        let capacity = Capacity(limit: 3)
        #expect(capacity.reserve(2))
        #expect(capacity.reserve(1_000))
        #expect(capacity.used == 1_002)
        #expect(!capacity.reserve(1))
        capacity.release(999)
        #expect(!capacity.reserve(1))
        capacity.release()
        #expect(capacity.reserve(1))
    }

    @Test func `released room can be taken again`() {
        let capacity = Capacity(limit: 1)
        #expect(capacity.reserve(1))
        capacity.release()
        #expect(capacity.reserve(1))
    }

    @Test func `waiting ends when there is room`() async {
        let capacity = Capacity(limit: 1)
        #expect(capacity.reserve(1))
        async let waited: Void = capacity.wait(untilBelow: 1)
        capacity.release()
        await waited
        #expect(capacity.used == 0)
    }

    @Test func `waiting ends when the task is cancelled`() async {
        let capacity = Capacity(limit: 1)
        #expect(capacity.reserve(1))
        let waiting = Task { await capacity.wait(untilBelow: 1) }
        waiting.cancel()
        await waiting.value
        #expect(capacity.used == 1)
    }
}

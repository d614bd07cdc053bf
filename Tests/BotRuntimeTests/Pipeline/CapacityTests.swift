import Testing

@testable import BotRuntime

struct CapacityTests {
    @Test func `what does not fit is refused whole`() {
        let capacity = Capacity(limit: 3)
        #expect(capacity.reserve(2))
        #expect(!capacity.reserve(2))
        #expect(capacity.reserve(1))
        #expect(capacity.used == 3)
    }

    @Test func `released room can be taken again`() {
        let capacity = Capacity(limit: 1)
        #expect(capacity.reserve(1))
        capacity.release()
        #expect(capacity.reserve(1))
    }

    @Test func `a batch larger than the limit is taken when nothing else is there, else it could never be`() {
        let capacity = Capacity(limit: 2)
        #expect(capacity.reserve(5))
        #expect(!capacity.reserve(1))
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

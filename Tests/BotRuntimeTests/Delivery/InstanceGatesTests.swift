import ChannelKit
import Foundation
import Testing

@testable import BotRuntime

struct InstanceGatesTests {
    private let gates = InstanceGates()
    private let now = Date(timeIntervalSince1970: 1_800_000_000)
    private let slow = ChannelError("slow_down", kind: .rateLimited, retry: .after(.seconds(10)), message: "Slowly")

    private func close(_ seconds: Int64, at time: Date) -> Date {
        gates.close("web", because: slow, at: time) { _ in .seconds(seconds) }
    }

    @Test func `an instance sends until it is told to wait, and others go on`() {
        #expect(gates.enter("web", at: now) == .open)
        #expect(close(10, at: now) == now + 10)
        #expect(gates.enter("web", at: now + 9) == .closed(until: now + 10, because: slow))
        #expect(gates.room("web", at: now + 9) == 0)
        #expect(gates.enter("other", at: now + 9) == .open)
    }

    @Test func `at its time one reply goes ahead, and the others when it got through`() {
        _ = close(10, at: now)
        #expect(gates.room("web", at: now + 10) == 1)
        #expect(gates.enter("web", at: now + 10) == .probe)
        #expect(gates.room("web", at: now + 10) == 0)
        #expect(gates.enter("web", at: now + 10) == .closed(until: now + 11, because: slow))
        #expect(gates.open("web"))
        #expect(gates.enter("web", at: now + 10) == .open)
        #expect(!gates.open("web"))
    }

    @Test func `replies that were under way together close it once`() {
        var asked: [Int] = []
        for second in 0..<3 {
            _ = gates.close("web", because: slow, at: now + Double(second)) { closings in
                asked.append(closings)
                return .seconds(10)
            }
        }
        #expect(asked == [1])
        _ = gates.enter("web", at: now + 10)
        _ = gates.close("web", because: slow, at: now + 11) { closings in
            asked.append(closings)
            return .seconds(10)
        }
        #expect(asked == [1, 2])
    }
}

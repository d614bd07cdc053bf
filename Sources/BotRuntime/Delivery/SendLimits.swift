import Synchronization

/// Gives up sends whose time is over. One watch for all: a timer of each would outlive its send.
final class SendLimits: Sendable {
    private struct State {
        var last = 0
        var sends: [Int: (deadline: ContinuousClock.Instant, giveUp: @Sendable () -> Void)] = [:]
    }

    private let state = Mutex(State())

    /// Returns the number by which the send is ended.
    func begin(until deadline: ContinuousClock.Instant, _ giveUp: @escaping @Sendable () -> Void) -> Int {
        state.withLock { state in
            state.last += 1
            state.sends[state.last] = (deadline, giveUp)
            return state.last
        }
    }

    func end(_ send: Int) { state.withLock { $0.sends[send] = nil } }

    /// Looks again and again, until it is cancelled.
    func watch(every interval: Duration) async {
        while !Task.isCancelled {
            giveUpLate(at: .now)
            do { try await Task.sleep(for: interval) } catch { return }
        }
    }

    private func giveUpLate(at now: ContinuousClock.Instant) {
        let late = state.withLock { state in
            let late = state.sends.filter { $0.value.deadline <= now }
            for send in late.keys { state.sends[send] = nil }
            return late.values.map(\.giveUp)
        }
        for giveUp in late { giveUp() }
    }
}

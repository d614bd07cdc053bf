import CoreMetrics
import Synchronization

/// A series with one number: a counter, or a gauge.
final class NumberSeries: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, Sendable {
    private let state = Mutex(0.0)

    var value: Double { state.withLock { $0 } }

    func increment(by amount: Int64) { state.withLock { $0 += Double(amount) } }
    func increment(by amount: Double) { state.withLock { $0 += amount } }
    func decrement(by amount: Double) { state.withLock { $0 -= amount } }
    func reset() { state.withLock { $0 = 0 } }
    func set(_ value: Int64) { state.withLock { $0 = Double(value) } }
    func set(_ value: Double) { state.withLock { $0 = value } }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }
}

/// A series that counts values by their size.
final class HistogramSeries: TimerHandler, RecorderHandler, Sendable {
    private struct State {
        var counts: [Int]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    var snapshot: HistogramSnapshot {
        let state = state.withLock { $0 }
        return HistogramSnapshot(bounds: bounds, counts: state.counts, sum: state.sum)
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        // One that is no number would spoil the sum for ever.
        guard value.isFinite else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    /// In the base unit: seconds.
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}

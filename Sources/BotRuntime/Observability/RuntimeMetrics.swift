import CoreMetrics
import PrometheusMetrics
import Synchronization

import struct Foundation.Date

/// What the runtime counts and measures, by swift-metrics.
///
/// Handles are kept, since making one costs more than counting with it.
final class RuntimeMetrics: Sendable {
    static let turnDuration = "bot_turn_duration_seconds"
    static let reloads = "bot_config_reloads_total"
    static let reloadSuccess = "bot_config_reload_successful"
    static let reloadTime = "bot_config_last_reload_success_timestamp_seconds"
    static let requests = "bot_http_requests_total"

    private struct CounterKey: Hashable {
        var name: String
        var channel: String
        var word: String
    }

    private struct TimerKey: Hashable {
        /// Nil: the whole turn.
        var stage: RuntimeStage?
        var channel: String
    }

    private struct State {
        var counters: [CounterKey: Counter] = [:]
        var timers: [TimerKey: Timer] = [:]
    }

    let registry: PrometheusRegistry
    private let state = Mutex(State())

    init(_ registry: PrometheusRegistry = PrometheusRegistry()) {
        self.registry = registry
        for counter in RuntimeCounter.allCases { registry.declare(counter.rawValue, .init(help: counter.help)) }
        registry.declare(RuntimeStage.metric, .init(help: RuntimeStage.help))
        registry.declare(
            Self.turnDuration, .init(help: "From accepting a message to the end of its turn, whatever that was."))
        registry.declare(Self.reloads, .init(help: "Reloads of the configuration: applied or refused."))
        registry.declare(Self.reloadSuccess, .init(help: "1 unless the last reload was refused."))
        registry.declare(
            Self.reloadTime, .init(help: "When a configuration was last reloaded, in seconds since 1970."))
        registry.declare(Self.requests, .init(help: "HTTP requests, by the server that answered and the status."))
    }

    func count(_ counter: RuntimeCounter, _ word: String, channel: String, by amount: Int = 1) {
        guard amount > 0 else { return }
        let key = CounterKey(name: counter.rawValue, channel: channel, word: word)
        handle(key) { [("channel", channel), (counter.label, word)] }.increment(by: amount)
    }

    /// Shows an instance's series before anything is counted.
    func prepare(channel: String) {
        for counter in RuntimeCounter.allCases {
            for word in counter.words {
                let key = CounterKey(name: counter.rawValue, channel: channel, word: word)
                _ = handle(key) { [("channel", channel), (counter.label, word)] }
            }
        }
    }

    /// Shows the series of reloads before the first one.
    func prepareReloads() {
        for word in ["applied", "refused"] { _ = reloads(word) }
        Meter(label: Self.reloadSuccess, factory: registry).set(1)
    }

    func reloaded(isApplied: Bool, at time: Date) {
        reloads(isApplied ? "applied" : "refused").increment()
        Meter(label: Self.reloadSuccess, factory: registry).set(isApplied ? 1 : 0)
        if isApplied { Meter(label: Self.reloadTime, factory: registry).set(time.timeIntervalSince1970) }
    }

    private func reloads(_ outcome: String) -> Counter {
        Counter(label: Self.reloads, dimensions: [("outcome", outcome)], factory: registry)
    }

    /// A request that a server of that name has answered.
    func requestEnded(server: String, status: Int) {
        let status = String(status)
        let key = CounterKey(name: Self.requests, channel: server, word: status)
        handle(key) { [("server", server), ("status", status)] }.increment()
    }

    func took(_ stage: RuntimeStage, _ duration: Duration, channel: String) {
        record(TimerKey(stage: stage, channel: channel), duration)
    }

    func turnEnded(after duration: Duration, channel: String) {
        record(TimerKey(stage: nil, channel: channel), duration)
    }

    private func handle(_ key: CounterKey, _ dimensions: () -> [(String, String)]) -> Counter {
        state.withLock { state in
            if let known = state.counters[key] { return known }
            let counter = Counter(label: key.name, dimensions: dimensions(), factory: registry)
            // What is kept here is bounded as its series are.
            if state.counters.count < Self.mostHandles { state.counters[key] = counter }
            return counter
        }
    }

    private func record(_ key: TimerKey, _ duration: Duration) {
        let timer = state.withLock { state in
            if let known = state.timers[key] { return known }
            let channel = [("channel", key.channel)]
            let timer =
                key.stage.map { stage in
                    Timer(
                        label: RuntimeStage.metric, dimensions: channel + [("stage", stage.rawValue)],
                        factory: registry)
                } ?? Timer(label: Self.turnDuration, dimensions: channel, factory: registry)
            if state.timers.count < Self.mostHandles { state.timers[key] = timer }
            return timer
        }
        // Clocks of two machines may disagree by a little.
        timer.recordNanoseconds(max(0, duration.nanoseconds))
    }

    private static let mostHandles = 10_000
}

extension Duration {
    /// Whole nanoseconds; the longest that fits where there are more.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : product.addingReportingOverflow(attoseconds / 1_000_000_000).partialValue
    }
}

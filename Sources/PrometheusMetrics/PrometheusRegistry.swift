import Synchronization

/// Keeps what is counted and measured, for Prometheus to fetch: a backend of swift-metrics.
///
/// A counter's name ends in `_total` and a timer's in `_seconds`, whether or not its program says so; timers and
/// aggregating recorders are histograms, other recorders and meters are gauges. No name has more than `seriesLimit` sets
/// of labels: what comes beyond is counted under `other`, so that a label that was not meant to grow breaks nothing.
public final class PrometheusRegistry: Sendable {
    /// What is known of a name before anything is counted under it.
    public struct Declaration: Sendable {
        public var help: String
        /// A histogram's upper bounds, ascending.
        public var bounds: [Double]

        public init(help: String, bounds: [Double] = PrometheusRegistry.durations) {
            self.help = help
            self.bounds = bounds
        }
    }

    enum Series: Sendable {
        case number(NumberSeries)
        case histogram(HistogramSeries)
    }

    private struct Family {
        var kind: MetricFamily.Kind
        /// By their labels as they are written.
        var series: [String: (labels: [MetricLabel], series: Series)] = [:]
    }

    private struct State {
        var families: [String: Family] = [:]
        var declarations: [String: Declaration] = [:]
    }

    /// From a millisecond to an hour, in seconds.
    public static let durations: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600,
    ]
    public static let standardSeriesLimit = 1_000
    static let other = "other"

    private let seriesLimit: Int
    private let state = Mutex(State())

    public init(seriesLimit: Int = standardSeriesLimit) { self.seriesLimit = seriesLimit }

    /// Says what a name means, before it is first used.
    public func declare(_ name: String, _ declaration: Declaration) {
        state.withLock { $0.declarations[name] = declaration }
    }

    /// Everything as it is now, in the order of the names.
    public var families: [MetricFamily] {
        let (families, declarations) = state.withLock { ($0.families, $0.declarations) }
        return families.sorted { $0.key < $1.key }.map { name, family in
            let samples = family.series.values.map { labels, series in
                switch series {
                case .number(let number): MetricFamily.Sample(labels, .number(number.value))
                case .histogram(let histogram): MetricFamily.Sample(labels, .histogram(histogram.snapshot))
                }
            }
            let help = declarations[name]?.help ?? "No description."
            return MetricFamily(name, family.kind, help: help, samples: samples)
        }
    }

    /// The series of a name and its labels, made where there is none. One whose name is taken by another kind works, and
    /// is shown nowhere.
    func series(_ name: String, _ kind: MetricFamily.Kind, _ dimensions: [(String, String)]) -> Series {
        var names: Set<String> = []
        let labels = dimensions.map { MetricLabel(MetricName.label($0.0), $0.1) }
            .filter { names.insert($0.name).inserted }.sorted { $0.name < $1.name }
        return state.withLock { state in
            let bounds = state.declarations[name]?.bounds ?? Self.durations
            func make() -> Series {
                kind == .histogram ? .histogram(HistogramSeries(bounds: bounds)) : .number(NumberSeries())
            }
            var family = state.families[name] ?? Family(kind: kind)
            guard family.kind == kind else { return make() }
            let key = PrometheusText.labels(labels)
            if let known = family.series[key] { return known.series }
            var (ownKey, own) = (key, labels)
            if family.series.count >= seriesLimit, !labels.isEmpty {
                own = labels.map { MetricLabel($0.name, Self.other) }
                ownKey = PrometheusText.labels(own)
                if let known = family.series[ownKey] { return known.series }
            }
            let series = make()
            family.series[ownKey] = (own, series)
            state.families[name] = family
            return series
        }
    }
}

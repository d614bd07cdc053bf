public import CoreMetrics

extension PrometheusRegistry: MetricsFactory {
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        number(MetricName.metric(label, endingWith: "_total"), .counter, dimensions)
    }

    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        number(MetricName.metric(label, endingWith: "_total"), .counter, dimensions)
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        number(MetricName.metric(label), .gauge, dimensions)
    }

    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        aggregate
            ? histogram(MetricName.metric(label), dimensions) : number(MetricName.metric(label), .gauge, dimensions)
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(MetricName.metric(label, endingWith: "_seconds"), dimensions)
    }

    // What was counted stays counted: a counter that disappeared and came back at nought would look like a restart.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    private func number(
        _ name: String, _ kind: MetricFamily.Kind, _ dimensions: [(String, String)]
    ) -> NumberSeries {
        if case .number(let series) = series(name, kind, dimensions) { series } else { NumberSeries() }
    }

    private func histogram(_ name: String, _ dimensions: [(String, String)]) -> HistogramSeries {
        if case .histogram(let series) = series(name, .histogram, dimensions) {
            series
        } else {
            HistogramSeries(bounds: Self.durations)
        }
    }
}

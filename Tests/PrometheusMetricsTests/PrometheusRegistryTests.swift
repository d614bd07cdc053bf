import CoreMetrics
import Testing

@testable import PrometheusMetrics

@Suite struct PrometheusRegistryTests {
    private let registry = PrometheusRegistry(seriesLimit: 3)

    private var text: String { PrometheusText.write(registry.families) }

    @Test func `what is counted and measured by swift-metrics is shown under Prometheus' names`() {
        registry.declare("jobs_total", .init(help: "Jobs."))
        Counter(label: "jobs", dimensions: [("kind", "a")], factory: registry).increment(by: 2)
        Counter(label: "jobs", dimensions: [("kind", "a")], factory: registry).increment()
        Meter(label: "my.gauge-1", factory: registry).set(2.5)
        Timer(label: "wait", factory: registry).recordMilliseconds(30)
        let text = text
        #expect(text.contains("# HELP jobs_total Jobs.\n# TYPE jobs_total counter\njobs_total{kind=\"a\"} 3\n"))
        #expect(text.contains("# TYPE my_gauge_1 gauge\nmy_gauge_1 2.5\n"))
        #expect(text.contains("wait_seconds_bucket{le=\"0.025\"} 0\nwait_seconds_bucket{le=\"0.05\"} 1\n"))
        #expect(text.contains("wait_seconds_sum 0.03\nwait_seconds_count 1\n"))
    }

    @Test func `a label that grows without end is cut off, and nothing goes uncounted`() {
        for number in 0..<100 {
            Counter(label: "jobs_total", dimensions: [("user", "\(number)")], factory: registry).increment()
        }
        let samples = registry.families.first?.samples ?? []
        #expect(samples.count == 4)
        let other = samples.first { $0.labels == [MetricLabel("user", "other")] }
        #expect(other?.value == .number(97))
    }

    @Test func `a name that is taken by another kind is shown once`() {
        Counter(label: "x_total", factory: registry).increment()
        Meter(label: "x_total", factory: registry).set(7)
        #expect(text.ranges(of: "# TYPE x_total").count == 1)
        #expect(text.contains("x_total 1\n"))
    }

    @Test func `no name and no label breaks the format`() {
        Counter(
            label: "1 böse{name}", dimensions: [("le", "a"), ("__x", "b"), ("le", "c"), ("", "d")], factory: registry
        )
        .increment()
        #expect(text.contains("_1_b__se_name__total{_=\"d\",label___x=\"b\",label_le=\"a\"} 1\n"))
    }

    @Test func `counting from many tasks loses nothing`() async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { [registry] in
                    for _ in 0..<1_000 {
                        Counter(label: "n_total", factory: registry).increment()
                        Timer(label: "t_seconds", factory: registry).recordSeconds(2)
                    }
                }
            }
        }
        #expect(text.contains("n_total 8000\n"))
        #expect(text.contains("t_seconds_sum 16000\nt_seconds_count 8000\n"))
    }
}

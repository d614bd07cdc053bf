import Testing

@testable import PrometheusMetrics

@Suite struct PrometheusTextTests {
    @Test func `a family is written with its help, its type and its series in the order of their labels`() {
        let family = MetricFamily(
            "bot_turns_total", .counter, help: "Turns.\nMore \\ of it.",
            samples: [.init([MetricLabel("channel", "web")], 2), .init([MetricLabel("channel", "a\"b\\c\nd")], 1)])
        #expect(
            PrometheusText.write([family]) == #"""
                # HELP bot_turns_total Turns.\nMore \\ of it.
                # TYPE bot_turns_total counter
                bot_turns_total{channel="a\"b\\c\nd"} 1
                bot_turns_total{channel="web"} 2

                """#)
    }

    @Test func `a histogram's buckets hold what is below them, and the last one holds all`() {
        let snapshot = HistogramSnapshot(bounds: [0.5, 1], counts: [1, 2, 3], sum: 10.25)
        let family = MetricFamily(
            "bot_seconds", .histogram, help: "Time.",
            samples: [.init([MetricLabel("stage", "send")], .histogram(snapshot)), .init([], .histogram(snapshot))])
        #expect(
            PrometheusText.write([family]) == """
                # HELP bot_seconds Time.
                # TYPE bot_seconds histogram
                bot_seconds_bucket{le="0.5"} 1
                bot_seconds_bucket{le="1"} 3
                bot_seconds_bucket{le="+Inf"} 6
                bot_seconds_sum 10.25
                bot_seconds_count 6
                bot_seconds_bucket{stage="send",le="0.5"} 1
                bot_seconds_bucket{stage="send",le="1"} 3
                bot_seconds_bucket{stage="send",le="+Inf"} 6
                bot_seconds_sum{stage="send"} 10.25
                bot_seconds_count{stage="send"} 6

                """)
    }

    @Test(arguments: [
        (1.0, "1"), (-3, "-3"), (0.25, "0.25"), (1e-7, "1e-07"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
        (.nan, "NaN"), (9_007_199_254_740_992, "9007199254740992"),
    ])
    func `numbers are written as the format spells them`(_ number: Double, _ text: String) {
        #expect(PrometheusText.number(number) == text)
    }

    @Test func `a family without series, and one that comes again, are left out`() {
        let text = PrometheusText.write([
            MetricFamily("empty", .gauge, help: "Nothing."),
            MetricFamily("twice", .gauge, help: "One.", samples: [.init([], 1)]),
            MetricFamily("twice", .gauge, help: "Two.", samples: [.init([], 2)]),
        ])
        #expect(text == "# HELP twice One.\n# TYPE twice gauge\ntwice 1\n")
    }

    @Test func `the process has the figures that every client shows`() {
        let families = ProcessFigures.families
        #expect(families.contains { $0.name == "process_resident_memory_bytes" })
        for family in families {
            guard case .number(let number)? = family.samples.first?.value else { continue }
            #expect(number > 0, "\(family.name)")
        }
    }
}

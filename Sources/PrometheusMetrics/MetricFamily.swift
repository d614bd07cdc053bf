/// A metric of one name with all its series, as a scrape shows it.
public struct MetricFamily: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        case counter, gauge, histogram
    }

    /// One series: a set of labels, and what was counted or measured under it.
    public struct Sample: Sendable, Hashable {
        public var labels: [MetricLabel]
        public var value: Value

        public init(_ labels: [MetricLabel] = [], _ value: Value) {
            self.labels = labels
            self.value = value
        }

        public init(_ labels: [MetricLabel] = [], _ number: some BinaryInteger) {
            self.init(labels, .number(Double(number)))
        }
    }

    public enum Value: Sendable, Hashable {
        case number(Double)
        case histogram(HistogramSnapshot)
    }

    /// Letters, digits and `_`: base units, and `_total` at the end of a counter's.
    public var name: String
    public var kind: Kind
    /// One sentence for whoever reads the scrape.
    public var help: String
    public var samples: [Sample]

    public init(_ name: String, _ kind: Kind, help: String, samples: [Sample] = []) {
        self.name = name
        self.kind = kind
        self.help = help
        self.samples = samples
    }
}

/// One label of a series.
public struct MetricLabel: Sendable, Hashable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What a histogram has counted at one moment.
public struct HistogramSnapshot: Sendable, Hashable {
    /// The upper bounds, ascending. What is above the last is counted under `+Inf`.
    public var bounds: [Double]
    /// How many fell into each bucket alone, not into those below it; one more than there are bounds.
    public var counts: [Int]
    public var sum: Double

    public init(bounds: [Double], counts: [Int], sum: Double) {
        self.bounds = bounds
        self.counts = counts
        self.sum = sum
    }
}

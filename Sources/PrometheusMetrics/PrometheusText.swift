/// Prometheus' text exposition format, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
public enum PrometheusText {
    /// What the answer's `Content-Type` says.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// Families in the order in which they are given, series in the order of their labels. A name that comes again is
    /// left out: a scrape with one family twice would be refused whole.
    public static func write(_ families: [MetricFamily]) -> String {
        var text = ""
        var seen: Set<String> = []
        for family in families where !family.samples.isEmpty && seen.insert(family.name).inserted {
            text += "# HELP \(family.name) \(escapedHelp(family.help))\n# TYPE \(family.name) \(family.kind.rawValue)\n"
            let lines = family.samples.map { (labels: Self.labels($0.labels), value: $0.value) }
            for (labels, value) in lines.sorted(by: { $0.labels < $1.labels }) {
                append(family.name, labels, value, to: &text)
            }
        }
        return text
    }

    private static func append(_ name: String, _ labels: String, _ value: MetricFamily.Value, to text: inout String) {
        switch value {
        case .number(let number): text += "\(name)\(braced(labels)) \(Self.number(number))\n"
        case .histogram(let snapshot):
            var count = 0
            for (index, bucket) in snapshot.counts.enumerated() {
                count += bucket
                let bound = index < snapshot.bounds.count ? Self.number(snapshot.bounds[index]) : "+Inf"
                let separator = labels.isEmpty ? "" : ","
                text += "\(name)_bucket{\(labels)\(separator)le=\"\(bound)\"} \(count)\n"
            }
            text += "\(name)_sum\(braced(labels)) \(Self.number(snapshot.sum))\n"
            text += "\(name)_count\(braced(labels)) \(count)\n"
        }
    }

    private static func braced(_ labels: String) -> String { labels.isEmpty ? "" : "{\(labels)}" }

    /// Labels as they stand between the braces, without them.
    static func labels(_ labels: [MetricLabel]) -> String {
        labels.map { "\($0.name)=\"\(escapedValue($0.value))\"" }.joined(separator: ",")
    }

    /// Whole numbers without a fraction; what is none as the format spells it.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }

    private static func escapedHelp(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }

    private static func escapedValue(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x5C || $0 == 0x0A || $0 == 0x22 }) else { return text }
        return escapedHelp(text).replacing("\"", with: "\\\"")
    }
}

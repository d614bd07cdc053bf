import NIOHTTP1

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the headers of an answer say about asking again.
struct RetryHint: Sendable, Equatable {
    /// `x-should-retry`: wins over the status, either way.
    var shouldRetry: Bool?
    /// How long to wait. `retry-after-ms` wins over `retry-after`, which is in seconds or a date. Nil where nothing
    /// usable is said; zero and less are not.
    var after: Duration?

    init(shouldRetry: Bool? = nil, after: Duration? = nil) {
        self.shouldRetry = shouldRetry
        self.after = after
    }

    init(_ headers: HTTPHeaders, status: Int) {
        switch headers.first(name: "x-should-retry")?.lowercased() {
        case "true": shouldRetry = true
        case "false": shouldRetry = false
        default: shouldRetry = nil
        }
        after =
            Self.number(headers["retry-after-ms"].first).flatMap { Self.wait(seconds: $0 / 1000) }
            ?? headers["retry-after"].first.flatMap { Self.retryAfter($0, headers) }
        if after == nil, status == 429 { after = Self.reset(headers) }
    }

    private static func retryAfter(_ value: String, _ headers: HTTPHeaders) -> Duration? {
        if let seconds = number(value) { return wait(seconds: seconds) }
        guard let date = HTTPDate.seconds(value) else { return nil }
        // By the upstream's own clock where it tells it: ours may be wrong.
        let now = headers["date"].first.flatMap(HTTPDate.seconds) ?? Int(Date().timeIntervalSince1970)
        return wait(seconds: Double(date - now))
    }

    /// When the limit that is used up is filled again, for upstreams that send no `retry-after` (Azure, at times).
    private static func reset(_ headers: HTTPHeaders) -> Duration? {
        ["requests", "tokens"].lazy
            .filter { number(headers["x-ratelimit-remaining-\($0)"].first) == 0 }
            .compactMap { headers["x-ratelimit-reset-\($0)"].first.flatMap(seconds) }
            .compactMap(wait).max()
    }

    /// Seconds, plain or as Go writes durations: `59.8s`, `6m0s`, `120ms`.
    private static func seconds(_ text: String) -> Double? {
        if let seconds = number(text) { return seconds }
        var total = 0.0
        var rest = text[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isNumber || $0 == "." }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let value = Double(digits), let factor = goUnits[String(unit)] else { return nil }
            total += value * factor
        }
        return total
    }

    private static let goUnits = ["h": 3600.0, "m": 60, "s": 1, "ms": 0.001, "us": 0.000_001, "ns": 0.000_000_001]

    private static func number(_ text: String?) -> Double? {
        text.flatMap(Double.init).flatMap { $0.isFinite ? $0 : nil }
    }

    private static func wait(seconds: Double) -> Duration? {
        // A year is as good as for ever, and a larger number would not fit a duration.
        seconds > 0 ? .seconds(min(seconds, 31_536_000)) : nil
    }
}

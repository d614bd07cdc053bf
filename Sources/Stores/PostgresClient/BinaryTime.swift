import struct Foundation.Date

/// Times on the wire: microseconds since 2000-01-01 UTC.
enum BinaryTime {
    /// From then to 2001, from which a `Date` counts: reckoned from there a time is rounded once.
    private static let shift = 31_622_400_000_000.0
    // 4713 BC to 294276 AD, a little within what `timestamptz` holds.
    private static let earliest = -211_813_000_000_000_000.0
    private static let latest = 9_223_371_000_000_000_000.0

    static func microseconds(_ time: Date) -> Int64 {
        let microseconds = (time.timeIntervalSinceReferenceDate * 1_000_000).rounded() + shift
        return microseconds.isNaN ? 0 : Int64(min(max(microseconds, earliest), latest))
    }

    /// Nil for `infinity` and `-infinity`.
    static func time(_ microseconds: Int64) -> Date? {
        if microseconds == .max || microseconds == .min { return nil }
        return Date(timeIntervalSinceReferenceDate: (Double(microseconds) - shift) / 1_000_000)
    }
}

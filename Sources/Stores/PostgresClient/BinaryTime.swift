import struct Foundation.Date

/// Times on the wire: microseconds since 2000-01-01 UTC.
enum BinaryTime {
    private static let epoch = 946_684_800.0
    // 4713 BC to 294276 AD, a little within what `timestamptz` holds.
    private static let earliest = -210_866_803_200.0
    private static let latest = 9_224_318_015_999.0

    static func microseconds(_ time: Date) -> Int64 {
        let seconds = time.timeIntervalSince1970
        let bounded = seconds.isNaN ? 0 : min(max(seconds, earliest), latest)
        return Int64(((bounded - epoch) * 1_000_000).rounded())
    }

    /// Nil for `infinity` and `-infinity`.
    static func time(_ microseconds: Int64) -> Date? {
        if microseconds == .max || microseconds == .min { return nil }
        return Date(timeIntervalSince1970: epoch + Double(microseconds) / 1_000_000)
    }
}

import ChannelKit

import struct Foundation.Date

/// Compares this machine's clock with another one.
enum ClockCheck {
    /// Tokens and leases bear this much.
    static let tolerance = 2.0

    /// - Parameter precision: in seconds, of what is known of the other clock.
    static func finding(there: Date, here: Date, precision: Double = 0) -> Finding {
        let ahead = here.timeIntervalSince(there)
        let off = (abs(ahead) * 10).rounded() / 10
        if abs(ahead) <= tolerance + precision { return Finding("clock", .ok, "within \(tolerance + precision) s") }
        return Finding(
            "clock", .warning, "this machine is \(off) s \(ahead > 0 ? "ahead" : "behind")",
            remedy: "synchronise the clocks (NTP): tokens, ages of messages and leases go by them")
    }
}

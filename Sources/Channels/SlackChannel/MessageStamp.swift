import struct Foundation.Date

/// When a message was written, to the microsecond, which is also its name within its channel: `1355517523.000005`
/// (Slack, "message event": `ts` is the "unique (per-channel) timestamp", docs.slack.dev/reference/events/message, 2026).
struct MessageStamp: Sendable, Hashable, CustomStringConvertible {
    let description: String

    /// Nil for anything but digits, a point and digits.
    init?(_ text: String?) {
        guard let text, text.utf8.count <= 32 else { return nil }
        let halves = text.split(separator: ".", omittingEmptySubsequences: false)
        guard halves.count == 2,
            halves.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        description = text
    }

    /// Nil for what cannot be a time: it would make a message stale.
    var date: Date? {
        guard let seconds = Double(description), (1..<100_000_000_000).contains(seconds) else { return nil }
        return Date(timeIntervalSince1970: seconds)
    }
}

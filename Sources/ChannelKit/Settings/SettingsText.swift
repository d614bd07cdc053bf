/// Durations as people write them.
public enum DurationText {
    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    /// A whole number and a unit, or nil.
    public static func parse(_ text: String) -> Duration? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        guard let number = Int64(digits), number <= 1_000_000_000_000,
            let unit = units.first(where: { $0.suffix == text.dropFirst(digits.count) })
        else { return nil }
        let (milliseconds, overflow) = number.multipliedReportingOverflow(by: unit.milliseconds)
        return overflow ? nil : .milliseconds(milliseconds)
    }

    /// In the largest unit that divides it.
    public static func write(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        let unit = units.last { milliseconds % $0.milliseconds == 0 && milliseconds != 0 } ?? units[1]
        return "\(milliseconds / unit.milliseconds)\(unit.suffix)"
    }
}

/// Sizes as people write them; KB, MB and GB are powers of 1,024.
public enum SizeText {
    private static let units: [(suffix: String, bytes: Int)] = [
        ("", 1), ("B", 1), ("KB", 1 << 10), ("MB", 1 << 20), ("GB", 1 << 30),
    ]

    public static func parse(_ text: String) -> Int? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        guard let number = Int(digits), number <= 1 << 40,
            let unit = units.first(where: { $0.suffix == text.dropFirst(digits.count) })
        else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit.bytes)
        return overflow ? nil : bytes
    }

    public static func write(_ bytes: Int) -> String {
        let unit = units.last { bytes % $0.bytes == 0 && bytes != 0 } ?? units[1]
        return "\(bytes / unit.bytes)\(unit.suffix)"
    }
}

/// Addresses of servers.
public enum WebAddress {
    /// The address without trailing slashes, or nil where it is no http(s) address with a host.
    public static func normalized(_ text: String) -> String? {
        guard let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) }),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        let rest = text.dropFirst(scheme.count)
        let host = rest.prefix { !"/?#".contains($0) }
        guard let first = host.first, first != ":", !host.contains("@") else { return nil }
        var end = text[...]
        while end.hasSuffix("/") { end = end.dropLast() }
        return String(end)
    }
}

/// Guesses which name was meant.
public enum NearestName {
    /// The candidate at the smallest edit distance, if that is at most a third of the name (and at least 2).
    public static func of(_ name: String, among candidates: [String]) -> String? {
        guard name.utf8.count <= 64 else { return nil }
        let near = candidates.map { (name: $0, distance: distance(name, $0)) }.min { $0.distance < $1.distance }
        guard let near, near.distance <= max(2, name.count / 3), near.distance < near.name.count else { return nil }
        return near.name
    }

    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (i, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for j in right.indices {
                let change = diagonal + (character == right[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(change, row[j] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}

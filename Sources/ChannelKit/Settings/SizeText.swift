/// Sizes in bytes as people write them: `64KB`, `4MB`. KB, MB and GB are powers of 1,024.
public enum SizeText {
    private static let units: [(suffix: String, bytes: Int)] = [
        ("", 1), ("B", 1), ("KB", 1 << 10), ("MB", 1 << 20), ("GB", 1 << 30),
    ]

    /// The number of bytes, or nil for anything but digits and a unit, and for more than 2^40 of any unit.
    public static func parse(_ text: String) -> Int? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        guard let number = Int(digits), number <= 1 << 40,
            let unit = units.first(where: { $0.suffix == text.dropFirst(digits.count) })
        else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit.bytes)
        return overflow ? nil : bytes
    }

    /// In the largest unit that divides it.
    public static func write(_ bytes: Int) -> String {
        let unit = units.last { bytes % $0.bytes == 0 && bytes != 0 } ?? units[1]
        return "\(bytes / unit.bytes)\(unit.suffix)"
    }
}

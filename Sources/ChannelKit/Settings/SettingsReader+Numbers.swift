/// Numbers, times and sizes.
extension SettingsReader {
    /// A whole number within limits.
    public mutating func integer(
        _ name: String, default defaultValue: Int? = nil, in range: ClosedRange<Int>, help: String = ""
    ) -> Int {
        let key = SettingsKey(
            name: name, kind: "whole number from \(range.lowerBound) to \(range.upperBound)",
            isRequired: defaultValue == nil, defaultValue: defaultValue.map(String.init), help: help)
        return scalar(key, fallback: defaultValue ?? range.lowerBound) { Self.integer($0, in: range) }
    }

    /// A whole number within limits that may be left out.
    public mutating func optionalInteger(_ name: String, in range: ClosedRange<Int>, help: String = "") -> Int? {
        let key = SettingsKey(
            name: name, kind: "whole number from \(range.lowerBound) to \(range.upperBound)", isRequired: false,
            help: help)
        return scalar(key, fallback: nil) { Self.integer($0, in: range).map(Optional.init) }
    }

    /// A number within limits, with or without a decimal point, that may be left out.
    public mutating func optionalNumber(_ name: String, in range: ClosedRange<Double>, help: String = "") -> Double? {
        let limits = "\(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))"
        let key = SettingsKey(name: name, kind: "number from \(limits)", isRequired: false, help: help)
        return scalar(key, fallback: nil) { text -> Double?? in
            // Only digits and a point: `Double` alone would also take "nan", "infinity" and hexadecimal.
            guard text.utf8.count <= 32,
                text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D }),
                let number = Double(text), range.contains(number)
            else { return nil }
            return number
        }
    }

    /// A time such as `500ms`, `30s`, `5m`, `12h` or `7d`, within limits.
    public mutating func duration(
        _ name: String, default defaultValue: Duration? = nil,
        in range: ClosedRange<Duration> = .milliseconds(1)...(.seconds(315_360_000)),
        help: String = ""
    ) -> Duration {
        let limits = "\(DurationText.write(range.lowerBound)) to \(DurationText.write(range.upperBound))"
        let key = SettingsKey(
            name: name, kind: "duration from \(limits)", isRequired: defaultValue == nil,
            defaultValue: defaultValue.map(DurationText.write), help: help)
        return scalar(key, fallback: defaultValue ?? range.lowerBound) { text in
            DurationText.parse(text) == nil ? "written as 500ms, 30s, 5m, 12h or 7d" : nil
        } parse: { text in
            DurationText.parse(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A size in bytes such as `64KB` or `4MB` (powers of 1,024), within limits.
    public mutating func size(
        _ name: String, default defaultValue: Int, in range: ClosedRange<Int>, help: String = ""
    ) -> Int {
        let limits = "\(SizeText.write(range.lowerBound)) to \(SizeText.write(range.upperBound))"
        let key = SettingsKey(
            name: name, kind: "size from \(limits)", isRequired: false, defaultValue: SizeText.write(defaultValue),
            help: help)
        return scalar(key, fallback: defaultValue) { text in
            SizeText.parse(text) == nil ? "written as 64KB or 4MB" : nil
        } parse: { text in
            SizeText.parse(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Without the `.0` of a whole number.
    private static func plain(_ number: Double) -> String {
        let text = String(number)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// Digits, with a minus at most: `Int` alone would also take a plus.
    private static func integer(_ text: String, in range: ClosedRange<Int>) -> Int? {
        guard !text.hasPrefix("+"), let number = Int(text), range.contains(number) else { return nil }
        return number
    }
}

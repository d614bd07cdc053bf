/// The kinds of values that settings are made of.
extension SettingsReader {
    /// A text that is not empty.
    public mutating func text(_ name: String, default defaultValue: String? = nil, help: String = "") -> String {
        let key = SettingsKey(
            name: name, kind: "text", isRequired: defaultValue == nil, defaultValue: defaultValue, help: help)
        return scalar(key, fallback: defaultValue ?? "") { $0.isEmpty ? nil : $0 }
    }

    /// A text that may be left out.
    public mutating func optionalText(_ name: String, help: String = "") -> String? {
        scalar(SettingsKey(name: name, kind: "text", isRequired: false, help: help), fallback: nil) {
            $0.isEmpty ? nil : Optional($0)
        }
    }

    /// A secret that must be there and must not be empty.
    public mutating func secret(_ name: String, minimumBytes: Int = 1, help: String = "") -> Secret {
        let kind = minimumBytes > 1 ? "secret of at least \(minimumBytes) bytes" : "secret"
        let key = SettingsKey(name: name, kind: kind, isRequired: true, help: help)
        return Secret(secretText(key, minimumBytes: minimumBytes) ?? "")
    }

    /// A secret that may be left out, but not empty.
    public mutating func optionalSecret(_ name: String, help: String = "") -> Secret? {
        secretText(SettingsKey(name: name, kind: "secret", isRequired: false, help: help), minimumBytes: 1)
            .map { Secret($0) }
    }

    /// One secret, or a list of up to `most` while one is being rotated.
    public mutating func secrets(_ name: String, most: Int = 2, help: String = "") -> [Secret] {
        let key = SettingsKey(name: name, kind: "secret, or a list of up to \(most)", isRequired: true, help: help)
        guard let node = node(key) else { return [] }
        let items: [SettingsNode] = if case .list(let items) = node.value { items } else { [node] }
        guard (1...most).contains(items.count) else {
            fault(name, "expected \(key.kind)")
            return []
        }
        return items.compactMap { item in
            if case .scalar(let text) = item.value, !text.isEmpty { return Secret(text) }
            fault(name, "empty secret")
            return nil
        }
    }

    /// A whole number within limits.
    public mutating func integer(
        _ name: String, default defaultValue: Int? = nil, in range: ClosedRange<Int>, help: String = ""
    ) -> Int {
        let key = SettingsKey(
            name: name, kind: "whole number from \(range.lowerBound) to \(range.upperBound)",
            isRequired: defaultValue == nil, defaultValue: defaultValue.map(String.init), help: help)
        return scalar(key, fallback: defaultValue ?? range.lowerBound) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// `true` or `false`.
    public mutating func flag(_ name: String, default defaultValue: Bool, help: String = "") -> Bool {
        let key = SettingsKey(
            name: name, kind: "true or false", isRequired: false, defaultValue: String(defaultValue), help: help)
        return scalar(key, fallback: defaultValue) { text in
            switch text.lowercased() {
            case "true", "yes", "on": true
            case "false", "no", "off": false
            default: nil
            }
        }
    }

    /// A time such as `500ms`, `30s`, `5m`, `12h` or `7d`, within limits.
    public mutating func duration(
        _ name: String, default defaultValue: Duration? = nil,
        in range: ClosedRange<Duration> = .milliseconds(1)...(.seconds(315_360_000)),
        help: String = ""
    ) -> Duration {
        let key = SettingsKey(
            name: name, kind: "duration (500ms, 30s, 5m, 12h, 7d)", isRequired: defaultValue == nil,
            defaultValue: defaultValue.map(DurationText.write), help: help)
        return scalar(key, fallback: defaultValue ?? range.lowerBound) { text in
            DurationText.parse(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A size in bytes such as `64KB` or `4MB` (powers of 1,024), within limits.
    public mutating func size(_ name: String, default defaultValue: Int, in range: ClosedRange<Int>, help: String = "")
        -> Int
    {
        let key = SettingsKey(
            name: name, kind: "size (64KB, 4MB)", isRequired: false, defaultValue: SizeText.write(defaultValue),
            help: help)
        return scalar(key, fallback: defaultValue) { text in
            SizeText.parse(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// One of a few words.
    public mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, default defaultValue: Choice, help: String = ""
    ) -> Choice where Choice.RawValue == String {
        let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        let key = SettingsKey(
            name: name, kind: "one of \(words)", isRequired: false, defaultValue: defaultValue.rawValue, help: help)
        return scalar(key, fallback: defaultValue) { Choice(rawValue: $0) }
    }

    /// A path on the server: begins with `/`, does not end with one, holds no query and no space.
    public mutating func path(_ name: String, default defaultValue: String, help: String = "") -> String {
        let key = SettingsKey(
            name: name, kind: "path that begins with / and does not end with one", isRequired: false,
            defaultValue: defaultValue, help: help)
        return scalar(key, fallback: defaultValue) { text in
            let plain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"?#%{}\"\\".utf8.contains($0) }
            return text.hasPrefix("/") && plain && !text.contains("//")
                && (text.utf8.count == 1 || !text.hasSuffix("/")) ? text : nil
        }
    }

    /// An http or https address with a host, without a trailing slash.
    public mutating func url(_ name: String, default defaultValue: String? = nil, help: String = "") -> String {
        let key = SettingsKey(
            name: name, kind: "http or https address", isRequired: defaultValue == nil, defaultValue: defaultValue,
            help: help)
        return scalar(key, fallback: defaultValue ?? "") { WebAddress.normalized($0) }
    }

    /// A list of texts, or one text alone.
    public mutating func texts(_ name: String, default defaultValue: [String], most: Int, help: String = "") -> [String]
    {
        let key = SettingsKey(
            name: name, kind: "list of texts", isRequired: false,
            defaultValue: "[" + defaultValue.joined(separator: ", ") + "]", help: help)
        guard let node = node(key) else { return defaultValue }
        let items: [SettingsNode] = if case .list(let items) = node.value { items } else { [node] }
        let texts = items.compactMap { item -> String? in
            if case .scalar(let text) = item.value, !text.isEmpty { text } else { nil }
        }
        guard texts.count == items.count, (1...most).contains(items.count) else {
            fault(name, "expected a list of 1 to \(most) texts")
            return defaultValue
        }
        return texts
    }

    private mutating func secretText(_ key: SettingsKey, minimumBytes: Int) -> String? {
        guard let node = node(key) else { return nil }
        switch node.value {
        case .scalar(let text) where text.utf8.count >= minimumBytes: return text
        case .scalar(""), .null: fault(key.name, "empty secret")
        case .scalar: fault(key.name, "too short: expected a \(key.kind)")
        case .list, .map: fault(key.name, "expected a \(key.kind)")
        }
        return nil
    }
}

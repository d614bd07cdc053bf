/// Texts, words and addresses.
extension SettingsReader {
    /// A text that is not empty.
    public mutating func text(_ name: String, default defaultValue: String? = nil, help: String = "") -> String {
        let key = SettingsKey(
            name: name, kind: "text", isRequired: defaultValue == nil, defaultValue: defaultValue, help: help)
        return scalar(key, fallback: defaultValue ?? "") { $0.isEmpty ? nil : $0 }
    }

    /// A text that may be left out, but not empty.
    public mutating func optionalText(_ name: String, help: String = "") -> String? {
        scalar(SettingsKey(name: name, kind: "text", isRequired: false, help: help), fallback: nil) {
            $0.isEmpty ? nil : Optional($0)
        }
    }

    /// A list of texts, or one text alone. None of them is empty.
    public mutating func texts(
        _ name: String, default defaultValue: [String], most: Int, help: String = ""
    ) -> [String] {
        let key = SettingsKey(
            name: name, kind: "list of 1 to \(most) texts", isRequired: false,
            defaultValue: "[" + defaultValue.joined(separator: ", ") + "]", help: help)
        guard let node = node(key) else { return defaultValue }
        let items: [SettingsNode] = if case .list(let items) = node.value { items } else { [node] }
        guard (1...most).contains(items.count) else {
            fault(name, "expected \(key.kind)")
            return defaultValue
        }
        let texts = items.compactMap { item -> String? in
            if case .scalar(let text) = item.value, !text.isEmpty { return text }
            fault("\(name): expected \(key.kind)", at: item.mark)
            return nil
        }
        return texts.count == items.count ? texts : defaultValue
    }

    /// `true` or `false`. YAML's older words for them (`yes`, `on`, …) are taken too.
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

    /// One of a few words.
    public mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, default defaultValue: Choice, help: String = ""
    ) -> Choice where Choice.RawValue == String {
        let words = Choice.allCases.map(\.rawValue)
        let key = SettingsKey(
            name: name, kind: "one of \(words.joined(separator: ", "))", isRequired: false,
            defaultValue: defaultValue.rawValue, help: help)
        // The hint names one of our own words only, never what was written.
        return scalar(key, fallback: defaultValue) {
            NearestName.of($0, among: words).map { "did you mean \($0)?" }
        } parse: {
            Choice(rawValue: $0)
        }
    }

    /// A path on the server: begins with `/`, does not end with one, printable ASCII, no empty segment, no query, no
    /// pattern, at most 512 bytes.
    public mutating func path(_ name: String, default defaultValue: String, help: String = "") -> String {
        let key = SettingsKey(
            name: name, kind: "path that begins with / and does not end with one", isRequired: false,
            defaultValue: defaultValue, help: help)
        return scalar(key, fallback: defaultValue) { text in
            let plain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"?#%{}:*\"\\".utf8.contains($0) }
            let segments = text.split(separator: "/", omittingEmptySubsequences: false)
            let isWhole = segments.dropFirst().allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
            return text.hasPrefix("/") && plain && text.utf8.count <= 512 && (isWhole || text == "/") ? text : nil
        }
    }

    /// An http or https address with a host, without a trailing slash, a user or a query.
    public mutating func url(_ name: String, default defaultValue: String? = nil, help: String = "") -> String {
        let key = SettingsKey(
            name: name, kind: "http or https address", isRequired: defaultValue == nil, defaultValue: defaultValue,
            help: help)
        return scalar(key, fallback: defaultValue ?? "") { WebAddress.normalized($0) }
    }
}

/// Secrets. No fault quotes one, or says how long it is.
extension SettingsReader {
    /// A secret that must be there and must not be empty (white space alone is empty too).
    public mutating func secret(_ name: String, minimumBytes: Int = 1, help: String = "") -> Secret {
        let kind = minimumBytes > 1 ? "secret of at least \(minimumBytes) bytes" : "secret"
        let key = SettingsKey(name: name, kind: kind, isRequired: true, help: help)
        guard let node = node(key) else { return Secret("") }
        return secret(in: node, of: key, minimumBytes: minimumBytes) ?? Secret("")
    }

    /// A secret that may be left out, but not empty.
    public mutating func optionalSecret(_ name: String, help: String = "") -> Secret? {
        let key = SettingsKey(name: name, kind: "secret", isRequired: false, help: help)
        return node(key).flatMap { secret(in: $0, of: key, minimumBytes: 1) }
    }

    /// One secret, or a list of up to `most` while one is being rotated.
    public mutating func secrets(
        _ name: String, most: Int = 2, minimumBytes: Int = 1, help: String = ""
    ) -> [Secret] {
        let kind = minimumBytes > 1 ? "secret of at least \(minimumBytes) bytes" : "secret"
        let key = SettingsKey(name: name, kind: "\(kind), or a list of up to \(most)", isRequired: true, help: help)
        guard let node = node(key) else { return [] }
        let items: [SettingsNode] = if case .list(let items) = node.value { items } else { [node] }
        guard (1...most).contains(items.count) else {
            fault(name, "expected a \(key.kind)")
            return []
        }
        return items.compactMap { secret(in: $0, of: key, minimumBytes: minimumBytes) }
    }

    private mutating func secret(in node: SettingsNode, of key: SettingsKey, minimumBytes: Int) -> Secret? {
        switch node.value {
        case .scalar(let text) where text.allSatisfy(\.isWhitespace): fault("\(key.name): empty secret", at: node.mark)
        case .scalar(let text) where text.utf8.count >= minimumBytes: return Secret(text)
        case .scalar: fault("\(key.name): too short: expected a \(key.kind)", at: node.mark)
        case .null: fault("\(key.name): empty secret", at: node.mark)
        case .list, .map: fault("\(key.name): expected a \(key.kind)", at: node.mark)
        }
        return nil
    }
}

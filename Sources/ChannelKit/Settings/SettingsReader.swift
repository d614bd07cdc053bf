/// Reads one map of a settings file, key by key, and notes every fault instead of stopping at the first.
public struct SettingsReader: Sendable {
    /// Everything found wrong so far.
    public private(set) var faults: [SettingsFault] = []
    /// Every key asked for so far, in order.
    public private(set) var keys: [SettingsKey] = []

    private let entries: [String: SettingsNode.Entry]
    private let order: [SettingsNode.Entry]
    private let mark: SettingsMark
    private let isDescribing: Bool

    /// Reads a map. Any other node is itself a fault.
    public init(_ node: SettingsNode, name: String) {
        mark = node.mark
        isDescribing = false
        switch node.value {
        case .map(let entries): order = entries
        case .null: order = []
        case .scalar, .list:
            order = []
            faults.append(SettingsFault("\(name): expected keys and values", at: node.mark))
        }
        entries = Dictionary(order.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private init(describing: Void) {
        mark = SettingsMark(line: 1, column: 1)
        isDescribing = true
        order = []
        entries = [:]
    }

    /// The keys that settings of this type understand.
    public static func keys(of settings: (some ChannelSettings).Type) -> [SettingsKey] {
        keys { reader in _ = settings.init(from: &reader) }
    }

    /// The keys that a reading asks for, for settings that are no channel's.
    public static func keys(readBy read: (inout SettingsReader) -> Void) -> [SettingsKey] {
        var reader = SettingsReader(describing: ())
        read(&reader)
        return reader.keys
    }

    /// Where a key's value stands, or the map itself: for faults that only the caller can see.
    public func mark(of key: String) -> SettingsMark { entries[key]?.value.mark ?? mark }

    /// Whether the file gives this key a value.
    public func has(_ key: String) -> Bool { entries[key] != nil }

    /// Notes a fault at a key's value.
    public mutating func fault(_ key: String, _ problem: String, hint: String? = nil) {
        fault("\(key): \(problem)", at: mark(of: key), hint: hint)
    }

    /// Notes a fault at a place of its own, such as one item of a list.
    public mutating func fault(_ problem: String, at mark: SettingsMark, hint: String? = nil) {
        guard !isDescribing else { return }
        faults.append(SettingsFault(problem, at: mark, hint: hint))
    }

    /// The value of a key, after noting that the key exists. A missing required key is a fault.
    public mutating func node(_ key: SettingsKey) -> SettingsNode? {
        keys.append(key)
        guard let entry = entries[key.name] else {
            if key.isRequired {
                fault("missing required key \(key.name)", at: mark, hint: key.help.isEmpty ? nil : key.help)
            }
            return nil
        }
        return entry.value
    }

    /// A scalar read by `parse`, which returns nil for what it does not take. A fault returns `fallback`.
    /// `hint` sees the text that was not taken and must not quote it.
    public mutating func scalar<Value>(
        _ key: SettingsKey, fallback: Value, hint: ((String) -> String?)? = nil, parse: (String) -> Value?
    ) -> Value {
        guard let node = node(key) else { return fallback }
        switch node.value {
        case .scalar(let text):
            if let value = parse(text) { return value }
            fault(key.name, "expected \(key.kind)", hint: hint?(text))
            return fallback
        case .null where !key.isRequired && key.defaultValue == nil:
            return fallback
        case .null, .list, .map:
            break
        }
        fault(key.name, "expected \(key.kind)")
        return fallback
    }

    /// Adds the faults of a nested reader.
    public mutating func absorb(_ nested: SettingsReader) { faults += nested.faults }

    /// Ends the reading: whatever was not asked for is unknown, with the nearest known key as a hint.
    public mutating func finish() {
        let known = Set(keys.map(\.name))
        for entry in order where !known.contains(entry.key) {
            let near = NearestName.of(entry.key, among: keys.map(\.name))
            faults.append(
                SettingsFault(
                    "unknown key \(SettingsFault.shown(entry.key))", at: entry.keyMark,
                    hint: near.map { "did you mean \($0)?" }))
        }
    }
}

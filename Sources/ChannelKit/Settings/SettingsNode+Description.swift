// A node holds secrets until a reader has made them `Secret`s: printed, it shows its shape only.

extension SettingsNode: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(value) at \(mark.line):\(mark.column)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension SettingsNode.Value: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        switch self {
        case .null: "null"
        case .scalar: "text"
        case .list(let items): "list of \(items.count)"
        case .map(let entries): "map of \(entries.count)"
        }
    }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

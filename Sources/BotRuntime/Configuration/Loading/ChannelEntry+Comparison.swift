import ChannelKit

extension ChannelEntry {
    /// Whether both say the same, wherever in their files they stand. Substituted values count as what they are by now.
    public func isSame(as other: ChannelEntry) -> Bool {
        name == other.name && type == other.type && node.says(theSameAs: other.node)
    }
}

extension SettingsNode {
    fileprivate func says(theSameAs other: SettingsNode) -> Bool {
        switch (value, other.value) {
        case (.null, .null): true
        case (.scalar(let one), .scalar(let two)): one == two
        case (.list(let one), .list(let two)):
            one.count == two.count && zip(one, two).allSatisfy { $0.says(theSameAs: $1) }
        case (.map(let one), .map(let two)):
            one.count == two.count
                && zip(one, two).allSatisfy { $0.key == $1.key && $0.value.says(theSameAs: $1.value) }
        default: false
        }
    }
}

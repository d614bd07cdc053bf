public import ChannelKit

/// One instance under `channels:`, not yet understood: its settings are for its channel to read.
public struct ChannelEntry: Sendable {
    /// Lower case letters, digits, `-` and `_`; at most 64. Unique in the file.
    public let name: String
    public let type: ChannelType
    /// The map of settings, `type` among them.
    public let node: SettingsNode
    /// Where the name stands.
    public let mark: SettingsMark
    /// Where the word after `type:` stands.
    public let typeMark: SettingsMark

    public init(name: String, type: ChannelType, node: SettingsNode, mark: SettingsMark, typeMark: SettingsMark) {
        self.name = name
        self.type = type
        self.node = node
        self.mark = mark
        self.typeMark = typeMark
    }

    /// Where a key's value stands, or the instance's name.
    func mark(of key: String) -> SettingsMark {
        guard case .map(let entries) = node.value else { return mark }
        return entries.first { $0.key == key }?.value.mark ?? mark
    }

    static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || "-_".utf8.contains($0)
            }
    }
}

/// A place in a settings file. Lines and columns count from 1.
public struct SettingsMark: Sendable, Hashable {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// A settings file, read but not yet understood: texts, lists and maps, each with its place.
public struct SettingsNode: Sendable {
    public indirect enum Value: Sendable {
        /// Nothing was written after the key.
        case null
        /// Any scalar, as text: what it means is for the reader to say.
        case scalar(String)
        case list([SettingsNode])
        case map([Entry])
    }

    /// One `key: value` of a map, in the file's order.
    public struct Entry: Sendable {
        public var key: String
        public var keyMark: SettingsMark
        public var value: SettingsNode

        public init(key: String, keyMark: SettingsMark, value: SettingsNode) {
            self.key = key
            self.keyMark = keyMark
            self.value = value
        }
    }

    public var value: Value
    public var mark: SettingsMark

    public init(_ value: Value, at mark: SettingsMark) {
        self.value = value
        self.mark = mark
    }
}

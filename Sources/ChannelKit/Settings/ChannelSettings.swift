/// What the YAML may say about one instance of a channel.
///
/// The initialiser asks the reader for each key, with its type, default and limits. That one description serves three
/// ends: reading, finding unknown keys, and listing the keys in `bot channels`. It does not throw: a fault is noted
/// with its place, a stand-in is returned, and reading goes on, so that all faults are found in one run.
///
/// ```swift
/// struct Settings: ChannelSettings {
///     let path: String
///     let secret: Secret
///
///     init(from reader: inout SettingsReader) {
///         path = reader.path("path", default: "/chat/example")
///         secret = reader.secret("secret")
///     }
/// }
/// ```
public protocol ChannelSettings: Sendable {
    init(from reader: inout SettingsReader)
}

/// One key that a reader was asked for, as `bot channels` lists it.
public struct SettingsKey: Sendable, Hashable {
    public var name: String
    /// What is expected, such as `text`, `duration` or `one of jsonl, text`.
    public var kind: String
    public var isRequired: Bool
    /// The default as one would write it, where there is one.
    public var defaultValue: String?
    /// One line for people.
    public var help: String

    public init(name: String, kind: String, isRequired: Bool, defaultValue: String? = nil, help: String = "") {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.defaultValue = defaultValue
        self.help = help
    }
}

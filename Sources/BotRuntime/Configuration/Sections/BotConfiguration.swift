public import ChannelKit

/// Everything that the YAML file says, understood and within its limits.
///
/// The defaults of every section are the initial values of its properties; `config/full.yaml` shows all of them.
public struct BotConfiguration: Sendable {
    public var server = Server()
    public var admin = Admin()
    public var store = StoreLocation.standard
    public var retention = Retention()
    public var expiry = Expiry()
    public var sharing = Sharing()
    public var model = Model()
    public var assistant = Assistant()
    public var conversation = Conversation()
    public var limits = Limits()
    public var tracing = Tracing()
    /// In the file's order. At least one.
    public var channels: [ChannelEntry] = []
    /// The names below `channels`, also where the channels themselves are not read.
    public internal(set) var channelNames: [String] = []

    public init() {}
}

extension BotConfiguration {
    /// The sections of the file, besides `channels`, with the keys that each understands.
    public static var sections: [(name: String, keys: [SettingsKey])] {
        [
            ("server", SettingsReader.keys { reader in _ = Server(from: &reader) }),
            ("admin", SettingsReader.keys { reader in _ = Admin(from: &reader) }),
            (
                "store",
                SettingsReader.keys { reader in
                    (_, _, _) = (StoreLocation(from: &reader), Retention(from: &reader), Sharing(from: &reader))
                }
            ),
            ("model", SettingsReader.keys { reader in _ = Model(from: &reader) }),
            ("assistant", SettingsReader.keys { reader in _ = Assistant(from: &reader) }),
            ("conversation", SettingsReader.keys { reader in _ = Conversation(from: &reader) }),
            ("limits", SettingsReader.keys { reader in _ = Limits(from: &reader) }),
            ("tracing", SettingsReader.keys { reader in _ = Tracing(from: &reader) }),
            ("retention", SettingsReader.keys { reader in _ = Expiry(from: &reader) }),
        ]
    }

    static let sectionNames: Set<String> = [
        "server", "admin", "store", "model", "assistant", "conversation", "limits", "retention", "tracing", "channels",
    ]
}

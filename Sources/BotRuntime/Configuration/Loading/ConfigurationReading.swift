internal import ChannelKit

/// One reading of a file's tree: the sections, and everything found wrong with them.
struct ConfigurationReading {
    var configuration = BotConfiguration()
    var faults: [SettingsFault] = []
    /// Where the store's URL stands.
    private(set) var storeMark: SettingsMark
    /// Where the largest body's size stands.
    private(set) var bodySizeMark: SettingsMark

    var marks = BoundMarks()

    private let scope: ConfigurationLoader.Scope
    private let places: [(section: String, mark: SettingsMark)]

    init(_ root: SettingsNode, scope: ConfigurationLoader.Scope) {
        self.scope = scope
        storeMark = root.mark
        bodySizeMark = root.mark
        if case .map(let entries) = root.value {
            places = entries.map { ($0.key, $0.keyMark) }
        } else {
            places = []
        }
        var reader = SettingsReader(root, name: "the file")
        guard reader.faults.isEmpty else {
            faults = reader.faults
            return
        }
        readServing(from: &reader)
        readAnswering(from: &reader)
        reader.finish()
        faults += reader.faults.filter { concerns($0.mark) }
    }

    /// Whether a fault at a place is any of this reading's business.
    func concerns(_ mark: SettingsMark) -> Bool {
        guard let wanted = scope.sections else { return true }
        let section = places.last { ($0.mark.line, $0.mark.column) <= (mark.line, mark.column) }
        let known = BotConfiguration.sectionNames
        return section.map { wanted.contains($0.section) || !known.contains($0.section) } ?? true
    }

    private mutating func readServing(from reader: inout SettingsReader) {
        let serving = section("server", in: &reader) { reader in
            (BotConfiguration.Server(from: &reader), reader.mark(of: "max_body_size"))
        }
        if let serving { (configuration.server, bodySizeMark) = serving }
        configuration.admin = section("admin", in: &reader) { BotConfiguration.Admin(from: &$0) } ?? .init()
        let store = section("store", in: &reader) { reader in
            (
                StoreLocation(from: &reader), BotConfiguration.Retention(from: &reader),
                BotConfiguration.Sharing(from: &reader), reader.mark(of: "url")
            )
        }
        if let store { (configuration.store, configuration.retention, configuration.sharing, storeMark) = store }
        readBounds(from: &reader)
        configuration.tracing = section("tracing", in: &reader) { BotConfiguration.Tracing(from: &$0) } ?? .init()
        let (server, admin) = (configuration.server, configuration.admin)
        if server.port != 0, server.port == admin.port, server.host == admin.host {
            let place = reader.has("admin") ? "admin" : "server"
            reader.fault(place, "the same port for the server and for health and metrics", hint: "they need one each")
        }
    }

    private mutating func readAnswering(from reader: inout SettingsReader) {
        let model = section(
            "model", in: &reader, isRequired: scope != .operation, help: "a name under it, or provider: echo"
        ) { BotConfiguration.Model(from: &$0) }
        configuration.model = model ?? .init()
        configuration.assistant = section("assistant", in: &reader) { BotConfiguration.Assistant(from: &$0) } ?? .init()
        configuration.conversation =
            section("conversation", in: &reader) { BotConfiguration.Conversation(from: &$0) } ?? .init()
        readChannels(from: &reader, isRequired: scope == .everything)
        checkBounds()
    }

    mutating func section<Section>(
        _ name: String, in reader: inout SettingsReader, isRequired: Bool = false, help: String = "",
        read: (inout SettingsReader) -> Section
    ) -> Section? {
        guard let node = reader.node(SettingsKey(name: name, kind: "section", isRequired: isRequired, help: help))
        else { return nil }
        var nested = SettingsReader(node, name: name)
        let isMap = nested.faults.isEmpty
        let section = read(&nested)
        nested.finish()
        if isMap { reader.absorb(nested) } else { reader.fault(name, "expected keys and values") }
        return section
    }

    private mutating func readChannels(from reader: inout SettingsReader, isRequired: Bool) {
        let key = SettingsKey(
            name: "channels", kind: "channels", isRequired: isRequired, help: "at least one, such as web: {type: http}")
        guard let node = reader.node(key) else { return }
        if case .map(let entries) = node.value { configuration.channelNames = entries.map(\.key) }
        guard isRequired else { return }
        guard case .map(let entries) = node.value, !entries.isEmpty else {
            reader.fault(
                "channels", "expected at least one channel", hint: "a name, and below it the channel's settings")
            return
        }
        guard entries.count <= 1_000 else {
            reader.fault("channels", "expected at most 1000 channels")
            return
        }
        configuration.channels = entries.compactMap { entry in
            guard ChannelEntry.isName(entry.key) else {
                reader.fault(
                    "not a name for a channel", at: entry.keyMark,
                    hint: "lower case letters, digits, - and _, at most 64")
                return nil
            }
            return Self.channel(entry, in: &reader)
        }
    }

    private static func channel(_ entry: SettingsNode.Entry, in reader: inout SettingsReader) -> ChannelEntry? {
        var nested = SettingsReader(entry.value, name: entry.key)
        guard nested.faults.isEmpty else {
            reader.absorb(nested)
            return nil
        }
        let type = nested.scalar(.channelType, fallback: "") { $0.isEmpty ? nil : $0 }
        let typeMark = nested.mark(of: "type")
        reader.absorb(nested)
        guard !type.isEmpty else { return nil }
        return ChannelEntry(
            name: entry.key, type: ChannelType(type), node: entry.value, mark: entry.keyMark, typeMark: typeMark)
    }
}

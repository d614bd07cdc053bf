internal import ChannelKit
internal import Logging

/// Reads configuration files, for the commands that run a bot and for the one that only checks.
public struct ConfigurationLoader: Sendable {
    public let registry: ChannelRegistry
    public let sources: SubstitutionSources

    public init(registry: ChannelRegistry, sources: SubstitutionSources = .process) {
        self.registry = registry
        self.sources = sources
    }

    /// Which part of a file a command needs. What it does not need is not looked at, so that an operator without the
    /// channels' secrets can still work on the store.
    public enum Scope: Sendable, Hashable {
        case everything
        /// `server`, `admin`, `store` and `limits`.
        case operation
        /// `model`, `assistant` and `conversation`.
        case conversation

        var sections: Set<String>? {
            switch self {
            case .everything: nil
            case .operation: ["server", "admin", "store", "limits"]
            case .conversation: ["model", "assistant", "conversation"]
            }
        }
    }

    /// Reads a file of at most 1 MB. Opens nothing else but the files that it names in `${file:…}`.
    public func load(path: String, scope: Scope = .everything) throws(ConfigurationFaults) -> LoadedConfiguration {
        let bytes: [UInt8]
        do throws(FileReadError) {
            bytes = try sources.readFile(path, YAMLDocument.sizeLimit)
        } catch {
            let fault = SettingsFault("cannot be read: \(error)", at: SettingsMark(line: 1, column: 1))
            throw ConfigurationFaults([fault], file: path)
        }
        return try load(bytes: bytes, named: path, scope: scope)
    }

    /// Reads a text that stands for a file of this name.
    public func load(
        text: String, named file: String, scope: Scope = .everything
    ) throws(ConfigurationFaults) -> LoadedConfiguration {
        try load(bytes: Array(text.utf8), named: file, scope: scope)
    }

    func load(bytes: [UInt8], named file: String, scope: Scope) throws(ConfigurationFaults) -> LoadedConfiguration {
        let document = YAMLDocument.read(bytes, sources: sources)
        guard document.root != nil || document.faults.isEmpty else {
            throw ConfigurationFaults(document.faults, file: file)
        }
        let root = document.root ?? SettingsNode(.map([]), at: SettingsMark(line: 1, column: 1))
        var reading = ConfigurationReading(root, scope: scope)
        var opened: [OpenedChannel] = []
        if scope == .everything {
            let result = open(reading.configuration.channels)
            opened = result.channels
            reading.faults += result.faults
        }
        reading.faults.removeAll { document.broken.contains($0.mark) }
        reading.faults += document.faults.filter { reading.concerns($0.mark) }
        guard reading.faults.isEmpty else { throw ConfigurationFaults(reading.faults, file: file) }
        return LoadedConfiguration(
            file: file, configuration: reading.configuration,
            warnings: reading.warnings(of: opened).map { ConfigurationDiagnostic(.warning, file: file, fault: $0) },
            summary: ConfigurationSummary(reading.configuration, channels: opened))
    }

    private func open(_ entries: [ChannelEntry]) -> (channels: [OpenedChannel], faults: [SettingsFault]) {
        do throws(ChannelRegistryError) {
            try registry.validate()
        } catch {
            return ([], [SettingsFault("\(error)", at: SettingsMark(line: 1, column: 1))])
        }
        // Instances that are made to be looked at: they are never run, and their log goes nowhere.
        return registry.open(entries) { entry in
            ChannelContext(
                instance: entry.name, installation: "",
                logger: Logger(label: "check") { _ in SwiftLogNoOpLogHandler() },
                cursor: NoCursor())
        }
    }
}

/// A file that can be served.
public struct LoadedConfiguration: Sendable {
    public let file: String
    public let configuration: BotConfiguration
    /// What is allowed but probably not meant, in the order of its places.
    public let warnings: [ConfigurationDiagnostic]
    public let summary: ConfigurationSummary
}

/// The cursor of an instance that is never run.
private struct NoCursor: ChannelCursor {
    func load() async throws(ChannelError) -> String? { nil }
    func save(_ value: String) async throws(ChannelError) {}
}

public import Logging

/// How log lines are written. The words of `--log-format`.
public enum LogFormat: String, Sendable, Hashable, CaseIterable {
    case text, json

    /// A handler for one logger.
    public func handler(
        label: String, level: Logger.Level, sink: any LogSink, metadataProvider: Logger.MetadataProvider? = nil
    ) -> any LogHandler {
        LineLogHandler(self, label: label, level: level, sink: sink, metadataProvider: metadataProvider)
    }
}

/// One line of a log, before it is written in one format or the other.
struct LogLine {
    /// A message or a value that is longer is cut: a line stays under a megabyte whatever it is about.
    static let textLimit = 8_192

    var label: String
    var level: Logger.Level
    var message: String
    /// Sorted by key.
    var metadata: [(key: String, value: Logger.MetadataValue)]

    /// What an event says outweighs what its handler says, which outweighs what the provider says.
    init(_ event: LogEvent, label: String, metadata: Logger.Metadata, provider: Logger.MetadataProvider?) {
        self.label = label
        level = event.level
        message = Self.cut("\(event.message)")
        var merged = provider?.get() ?? [:]
        merged.merge(metadata) { _, own in own }
        merged.merge(event.metadata ?? [:]) { _, own in own }
        if let error = event.error { merged["error"] = "\(error)" }
        self.metadata = merged.sorted { $0.key < $1.key }.prefix(64).map { ($0.key, $0.value) }
    }

    static func cut(_ text: String) -> String {
        guard text.utf8.count > textLimit else { return text }
        return String(decoding: text.utf8.prefix(textLimit), as: UTF8.self) + "…"
    }
}

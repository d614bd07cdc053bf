public import Logging

/// Writes each event as one line, in a format of its own.
public struct LineLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let format: LogFormat
    private let sink: any LogSink

    public init(
        _ format: LogFormat, label: String, level: Logger.Level = .info, sink: any LogSink,
        metadataProvider: Logger.MetadataProvider? = nil
    ) {
        self.format = format
        self.label = label
        self.sink = sink
        self.metadataProvider = metadataProvider
        logLevel = level
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let line = LogLine(event, label: label, metadata: metadata, provider: metadataProvider)
        switch format {
        case .text: sink.write(TextLog.bytes(of: line))
        case .json: sink.write(JSONLog.bytes(of: line))
        }
    }
}

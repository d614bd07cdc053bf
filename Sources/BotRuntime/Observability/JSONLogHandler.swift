internal import ChannelKit
public import Logging

/// Log lines for programs: one JSON object a line, with `time`, `level`, `label`, `message` and, where there is any,
/// `metadata`.
public struct JSONLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let sink: any LogSink

    public init(
        label: String, level: Logger.Level = .info, sink: any LogSink, metadataProvider: Logger.MetadataProvider? = nil
    ) {
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
        var bytes: [UInt8] = []
        bytes.append(contentsOf: "{\"time\":\"\(LogTimestamp.now())\",\"level\":\"\(line.level)\",\"label\":".utf8)
        JSONText.append(line.label, to: &bytes)
        bytes.append(contentsOf: ",\"message\":".utf8)
        JSONText.append(line.message, to: &bytes)
        if !line.metadata.isEmpty {
            bytes.append(contentsOf: ",\"metadata\":".utf8)
            Self.append(line.metadata, to: &bytes, depth: 1)
        }
        bytes.append(contentsOf: "}\n".utf8)
        sink.write(bytes)
    }

    private static func append(
        _ entries: [(key: String, value: Logger.MetadataValue)], to bytes: inout [UInt8], depth: Int
    ) {
        bytes.append(UInt8(ascii: "{"))
        for (index, entry) in entries.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONText.append(entry.key, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            append(entry.value, to: &bytes, depth: depth)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    /// Below the fourth level a value is written as text.
    private static func append(_ value: Logger.MetadataValue, to bytes: inout [UInt8], depth: Int) {
        switch value {
        case .dictionary(let entries) where depth < 4:
            append(entries.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, to: &bytes, depth: depth + 1)
        case .array(let items) where depth < 4:
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(item, to: &bytes, depth: depth + 1)
            }
            bytes.append(UInt8(ascii: "]"))
        default: JSONText.append(LogLine.cut("\(value)"), to: &bytes)
        }
    }
}

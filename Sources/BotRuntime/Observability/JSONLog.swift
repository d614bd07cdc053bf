internal import ChannelKit
internal import Logging

/// Log lines for programs: one JSON object a line, with `time`, `level`, `label`, `message` and, where there is any,
/// `metadata`.
enum JSONLog {
    static func bytes(of line: LogLine) -> [UInt8] {
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
        return bytes
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

public import struct Foundation.Date

/// A parameter. It is sent as text, which the server reads as the type that the place wants, but for times.
public enum PostgresValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case text(String)
    /// A text that is JSON.
    case json(String)
    /// `timestamptz`, to the microsecond. Times that PostgreSQL does not have become the nearest that it has.
    case time(Date)
    case texts([String?])
    case ints([Int64])
}

extension PostgresValue {
    /// Appends what goes over the wire, and says whether it is in binary. Nil for null.
    func write(to bytes: inout [UInt8]) -> (isBinary: Bool, isNull: Bool) {
        switch self {
        case .null: return (false, true)
        case .bool(let value): bytes.append(value ? UInt8(ascii: "t") : UInt8(ascii: "f"))
        case .int(let value): bytes.append(contentsOf: String(value).utf8)
        case .double(let value): bytes.append(contentsOf: "\(value)".utf8)
        case .text(let value), .json(let value): bytes.append(contentsOf: value.utf8)
        case .time(let value):
            withUnsafeBytes(of: BinaryTime.microseconds(value).bigEndian) { bytes.append(contentsOf: $0) }
            return (true, false)
        case .texts(let values): Self.write(values, to: &bytes)
        case .ints(let values):
            bytes.append(contentsOf: ("{" + values.map { String($0) }.joined(separator: ",") + "}").utf8)
        }
        return (false, false)
    }

    /// Whether it holds a NUL, which would end a text in its midst.
    var holdsNUL: Bool {
        switch self {
        case .text(let value), .json(let value): value.utf8.contains(0)
        case .texts(let values): values.contains { $0?.utf8.contains(0) == true }
        default: false
        }
    }

    /// An array as PostgreSQL writes one: each text in quotes, with `"` and `\` escaped.
    private static func write(_ texts: [String?], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        for (index, text) in texts.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            guard let text else {
                bytes.append(contentsOf: "NULL".utf8)
                continue
            }
            bytes.append(UInt8(ascii: "\""))
            for byte in text.utf8 {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: "}"))
    }
}

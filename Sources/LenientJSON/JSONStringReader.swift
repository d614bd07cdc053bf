/// Reads what is between the quotes of a JSON string, and steps over the closing one.
struct JSONStringReader {
    /// U+FFFD in UTF-8.
    private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

    private let bytes: [UInt8]
    private(set) var index: Int

    init(_ bytes: [UInt8], at index: Int) {
        self.bytes = bytes
        self.index = index
    }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    /// Nil where the closing quote is missing, or a backslash stands before what cannot be escaped.
    mutating func read() -> String? {
        let start = index
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte != 0 { index += 1 }
        guard next == UInt8(ascii: "\"") else { return readOn(from: start) }
        defer { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// The slower way, for a string with a backslash or a zero in it.
    private mutating func readOn(from start: Int) -> String? {
        var content = Array(bytes[start..<index])
        while let byte = next {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"): guard escape(into: &content) else { return nil }
            case 0: content += Self.replacement
            default: content.append(byte)
            }
        }
        return nil
    }

    private mutating func escape(into content: inout [UInt8]) -> Bool {
        guard let byte = next else { return false }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "u"):
            guard let unit = hexUnit() else { return false }
            let units = [unit] + lowSurrogate(after: unit)
            content += unit == 0 ? Self.replacement : Array(String(decoding: units, as: UTF16.self).utf8)
        default: return false
        }
        return true
    }

    private mutating func hexUnit() -> UInt16? {
        guard index + 4 <= bytes.count else { return nil }
        var unit: UInt16 = 0
        for byte in bytes[index..<index + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            unit = unit << 4 | UInt16(digit)
        }
        index += 4
        return unit
    }

    /// The second half of a pair, if the first was one and it follows. Half a pair becomes a replacement character.
    private mutating func lowSurrogate(after unit: UInt16) -> [UInt16] {
        let start = index
        guard (0xD800..<0xDC00).contains(unit), next == UInt8(ascii: "\\") else { return [] }
        index += 1
        guard next == UInt8(ascii: "u") else {
            index = start
            return []
        }
        index += 1
        guard let low = hexUnit(), (0xDC00..<0xE000).contains(low) else {
            index = start
            return []
        }
        return [low]
    }
}

internal import Logging

/// Log lines for people: `2026-01-31T12:00:00.000Z info bot: message key=value`.
///
/// Control characters are escaped and values quoted where need be, so that nothing a user sends can forge a line or
/// move a terminal's cursor.
enum TextLog {
    static func bytes(of line: LogLine) -> [UInt8] {
        var text = "\(LogTimestamp.now()) \(line.level) \(Self.escaped(line.label)): \(Self.escaped(line.message))"
        for (key, value) in line.metadata {
            text += " \(Self.escaped(key))=\(Self.quoted(LogLine.cut("\(value)")))"
        }
        return Array((text + "\n").utf8)
    }

    /// Quoted where it would not be told apart from what stands around it.
    private static func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && !value.unicodeScalars.contains { $0 == " " || $0 == "\"" || $0 == "=" }
        if isPlain { return escaped(value) }
        return "\"" + escaped(value).replacing("\"", with: "\\\"") + "\""
    }

    /// Everything that could end a line or speak to a terminal as `\n`, `\r`, `\t` or `\u{…}`; a backslash as two.
    static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: needsEscape) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\\": result += "\\\\"
            case _ where needsEscape(scalar): result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F || scalar == "\\" }
        switch scalar.properties.generalCategory {
        // Format characters too: some of them turn the direction of what follows.
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }
}

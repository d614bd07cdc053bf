public import ChannelKit

/// One line about a configuration file: `FILE:LINE:COLUMN: error: WHAT (hint)`.
public struct ConfigurationDiagnostic: Sendable, Hashable, CustomStringConvertible {
    public enum Severity: String, Sendable, Hashable, CaseIterable { case error, warning }

    public var severity: Severity
    public var file: String
    public var mark: SettingsMark
    public var problem: String
    public var hint: String?

    public init(_ severity: Severity, file: String, fault: SettingsFault) {
        self.severity = severity
        self.file = file
        mark = fault.mark
        problem = fault.problem
        hint = fault.hint
    }

    public var description: String {
        let line = "\(file):\(mark.line):\(mark.column): \(severity): \(problem)" + (hint.map { " (\($0))" } ?? "")
        // One line, whatever a channel has put into it.
        return line.unicodeScalars.contains { $0.properties.generalCategory == .control }
            ? String(line.map { $0.unicodeScalars.contains { $0.properties.generalCategory == .control } ? " " : $0 })
            : line
    }
}

/// Why there is no configuration: everything wrong with the file, in the order of its places. At least one.
public struct ConfigurationFaults: Error, Sendable, CustomStringConvertible {
    public let diagnostics: [ConfigurationDiagnostic]

    /// One line a fault.
    public var description: String { diagnostics.map(\.description).joined(separator: "\n") }

    init(_ faults: [SettingsFault], file: String) {
        diagnostics = Self.ordered(faults).map { ConfigurationDiagnostic(.error, file: file, fault: $0) }
    }

    /// By place; where several are at one place, as they were found. Each once.
    static func ordered(_ faults: [SettingsFault]) -> [SettingsFault] {
        var seen: Set<SettingsFault> = []
        return faults.filter { seen.insert($0).inserted }.enumerated()
            .sorted {
                ($0.element.mark.line, $0.element.mark.column, $0.offset)
                    < ($1.element.mark.line, $1.element.mark.column, $1.offset)
            }
            .map(\.element)
    }
}

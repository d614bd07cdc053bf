/// One thing wrong with a settings file. Never quotes a value: a value may be a secret.
public struct SettingsFault: Error, Sendable, Hashable {
    public var mark: SettingsMark
    public var problem: String
    /// What to do about it, in a few words.
    public var hint: String?

    public init(_ problem: String, at mark: SettingsMark, hint: String? = nil) {
        self.mark = mark
        self.problem = problem
        self.hint = hint
    }

    /// A key as it may stand in a problem: one line, at most 64 characters, nothing that a terminal would obey.
    public static func shown(_ key: String) -> String {
        var text = ""
        for (count, scalar) in key.unicodeScalars.enumerated() {
            if count == 64 { return text + "…" }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                text.unicodeScalars.append("?")
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text.isEmpty ? "\"\"" : text
    }
}

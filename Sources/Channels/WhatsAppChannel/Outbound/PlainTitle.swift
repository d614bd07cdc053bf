/// What may be logged of Meta's words: one line of at most 120 characters, without anything that could be a token, a
/// telephone number or a user's id.
struct PlainTitle {
    let text: String

    init?(_ title: String) {
        let words = title.prefix(1_000).split(whereSeparator: \.isWhitespace).map { word in
            word.count >= 24 ? "…" : Self.withoutNumbers(word)
        }
        let line = words.joined(separator: " ").filter { $0 != "\"" && $0.isVisible }
        guard !line.isEmpty else { return nil }
        text = String(line.prefix(120))
    }

    /// Up to two digits in a row stay: `24 hours`.
    private static func withoutNumbers(_ word: Substring) -> String {
        var result = ""
        var rest = word
        while let first = rest.first {
            let run = rest.prefix(while: \.isNumber)
            result += run.count > 2 ? "…" : run.isEmpty ? String(first) : String(run)
            rest = rest.dropFirst(max(1, run.count))
        }
        return result
    }
}

extension Character {
    fileprivate var isVisible: Bool {
        unicodeScalars.allSatisfy { scalar in
            scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format
        }
    }
}

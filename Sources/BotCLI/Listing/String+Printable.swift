/// What strangers wrote is shown to operators, whose terminals obey what is written to them: characters that control a
/// terminal, or turn the direction of what follows, are shown by their numbers.
extension String {
    /// Line feeds and tabs stay.
    var printable: String { escaping { Self.isControl($0) && $0 != "\n" && $0 != "\t" } }

    /// One line, whatever it holds.
    var onOneLine: String { escaping { Self.isControl($0) || $0 == "\u{2028}" || $0 == "\u{2029}" } }

    private func escaping(_ isEscaped: (Unicode.Scalar) -> Bool) -> String {
        var result = UnicodeScalarView()
        for scalar in unicodeScalars {
            if isEscaped(scalar) {
                result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || turnsDirection.contains { $0.contains(scalar) }
    }

    private static let turnsDirection: [ClosedRange<Unicode.Scalar>] = [
        "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}", "\u{200E}"..."\u{200F}",
    ]
}

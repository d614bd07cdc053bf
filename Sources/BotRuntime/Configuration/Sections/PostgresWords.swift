/// A PostgreSQL connection in words: `host=/run/postgresql dbname=bot user=bot`. A value with spaces stands in single
/// quotes, in which `\` escapes what follows it.
struct PostgresWords {
    /// What may be shown, in the order in which it was written.
    private static let shown: Set<String> = ["host", "hostaddr", "port", "dbname", "user", "sslmode", "service"]

    private var words: [(name: String, value: String)] = []

    /// Nil where the words cannot be told apart, or none of them says where the database is.
    init?(_ text: String) {
        guard text.utf8.count <= 4_096, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        var rest = Substring(text)
        while true {
            rest = rest.drop { $0 == " " }
            if rest.isEmpty { break }
            let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            rest = rest.dropFirst(name.count).drop { $0 == " " }
            guard !name.isEmpty, rest.first == "=" else { return nil }
            rest = rest.dropFirst().drop { $0 == " " }
            guard let value = Self.value(&rest) else { return nil }
            words.append((String(name), value))
        }
        guard words.contains(where: { ["host", "hostaddr", "dbname", "service"].contains($0.name) }) else { return nil }
    }

    private static func value(_ rest: inout Substring) -> String? {
        var value = ""
        let isQuoted = rest.first == "'"
        if isQuoted { rest = rest.dropFirst() }
        while let character = rest.first {
            if isQuoted ? character == "'" : character == " " {
                rest = rest.dropFirst()
                return value
            }
            rest = rest.dropFirst()
            if character == "\\" {
                guard let escaped = rest.first else { return nil }
                value.append(escaped)
                rest = rest.dropFirst()
            } else {
                value.append(character)
            }
        }
        return isQuoted ? nil : value
    }

    /// Without passwords, and without whatever else may be one.
    var summary: String {
        words.filter { Self.shown.contains($0.name) }.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    }
}

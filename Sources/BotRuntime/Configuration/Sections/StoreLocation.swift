public import ChannelKit

/// Where the bot keeps what it must not forget.
public enum StoreLocation: Sendable, Hashable {
    /// A file, relative to the working directory or absolute.
    case sqliteFile(String)
    /// For the life of the process only.
    case sqliteMemory
    /// A whole `postgres://` URL, or words (`host=… dbname=…`); they may hold a password.
    case postgres(Secret)

    public static let standard = StoreLocation.sqliteFile("data/bot.sqlite")

    /// The location, or what is wrong with it; the text is never quoted.
    static func parse(_ text: String) -> Result<StoreLocation, Problem> {
        if text == "sqlite::memory:" { return .success(.sqliteMemory) }
        if text.hasPrefix("sqlite:") {
            let path = String(text.dropFirst("sqlite:".count))
            if path.hasPrefix(":") || path == "memory" || path == "memory:" {
                return .failure(Problem("not a path", hint: "did you mean sqlite::memory:?"))
            }
            if path.hasPrefix("//") {
                return .failure(Problem("not a path", hint: "without slashes in front: sqlite:data/bot.sqlite"))
            }
            guard !path.isEmpty, !path.hasSuffix("/"), path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
                path.utf8.count <= 4_096
            else { return .failure(Problem("expected a path after sqlite:", hint: nil)) }
            return .success(.sqliteFile(path))
        }
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            return PostgresAddress(text) == nil
                ? .failure(
                    Problem(
                        "not a PostgreSQL address",
                        hint: "postgres://USER:PASSWORD@HOST:PORT/DB?sslmode=…, special characters as %XX"))
                : .success(.postgres(Secret(text)))
        }
        if PostgresWords(text) != nil { return .success(.postgres(Secret(text))) }
        return .failure(
            Problem("expected sqlite:PATH, sqlite::memory: or postgres://USER:PASSWORD@HOST:PORT/DB", hint: nil))
    }

    struct Problem: Error {
        var text: String
        var hint: String?

        init(_ text: String, hint: String?) {
            self.text = text
            self.hint = hint
        }
    }
}

extension StoreLocation {
    init(from reader: inout SettingsReader) {
        self = .standard
        let key = SettingsKey(
            name: "url", kind: "sqlite:PATH, sqlite::memory: or postgres://…", isRequired: false,
            defaultValue: "sqlite:data/bot.sqlite")
        guard let node = reader.node(key) else { return }
        guard case .scalar(let text) = node.value else {
            reader.fault("url", "expected \(key.kind)")
            return
        }
        switch Self.parse(text) {
        case .success(let location): self = location
        case .failure(let problem): reader.fault("url", problem.text, hint: problem.hint)
        }
    }

    /// For people: without a password.
    public var summary: String {
        switch self {
        case .sqliteFile(let path): "SQLite, \(path)"
        case .sqliteMemory: "SQLite in memory, gone when the process ends"
        case .postgres(let place):
            "PostgreSQL, "
                + (PostgresAddress(place.value)?.summary ?? PostgresWords(place.value)?.summary ?? "postgres://…")
        }
    }
}

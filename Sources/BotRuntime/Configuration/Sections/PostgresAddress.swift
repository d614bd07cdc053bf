/// The parts of a `postgres://` URL that may be shown, once it is certain which those are.
///
/// Strict on purpose: a password with an unescaped `/`, `?`, `@` or `#` would move the borders between the parts, and
/// a piece of it would be taken for a database's name and shown.
struct PostgresAddress {
    var user: Substring?
    var host: Substring
    var port: Int
    var database: Substring
    var sslMode: Substring?

    private static let sslModes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]

    init?(_ text: String) {
        guard text.utf8.count <= 4_096, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), Self.isEscaped(text),
            let scheme = ["postgres://", "postgresql://"].first(where: { text.hasPrefix($0) })
        else { return nil }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        let target = rest.dropFirst(authority.count + 1)
        database = target.prefix { $0 != "?" }
        let query = target.dropFirst(database.count)
        guard Self.isPlain(database), !authority.contains(where: { "?#".contains($0) }),
            !query.contains(where: { "@#".contains($0) }) || query.contains("%"),
            !query.contains("/") || query.contains("%") || Self.isNamed(query)
        else { return nil }
        guard Self.parseUser(authority, into: &user) else { return nil }
        if authority.isEmpty || authority.hasSuffix("@") {
            // A Unix socket: its folder is among the parameters.
            guard let folder = Self.folder(query) else { return nil }
            (host, port) = (folder, 5_432)
        } else {
            guard let place = Self.place(authority) else { return nil }
            (host, port) = place
        }
        for item in query.dropFirst().split(separator: "&") where item.hasPrefix("port=") {
            guard let named = Self.port(item.dropFirst("port=".count)) else { return nil }
            port = named
        }
        for item in query.dropFirst().split(separator: "&") where item.hasPrefix("sslmode=") {
            let mode = item.dropFirst("sslmode=".count)
            guard Self.sslModes.contains(String(mode)) else { return nil }
            sslMode = mode
        }
    }

    /// Without the password, and without any parameter but the one whose values are known.
    var summary: String {
        let shownUser = user.map { "\($0)@" } ?? ""
        return "postgres://\(shownUser)\(host):\(port)/\(database)" + (sslMode.map { "?sslmode=\($0)" } ?? "")
    }

    /// Whether every `%` begins the code of a byte. libpq would refuse another one, and quote it.
    private static func isEscaped(_ text: String) -> Bool {
        text.split(separator: "%", omittingEmptySubsequences: false).dropFirst().allSatisfy { rest in
            let code = rest.prefix(2)
            return code.utf8.count == 2 && code.allSatisfy(\.isHexDigit) && code != "00"
        }
    }

    /// Whether all of it is parameters: then no `/` in it comes from a password.
    private static func isNamed(_ query: Substring) -> Bool {
        query.dropFirst().split(separator: "&", omittingEmptySubsequences: false).allSatisfy { item in
            let name = item.prefix { $0.isASCII && ($0.isLowercase || $0 == "_") }
            return !name.isEmpty && item.dropFirst(name.count).hasPrefix("=")
        }
    }

    private static func port(_ text: Substring) -> Int? {
        guard (1...5).contains(text.utf8.count), text.allSatisfy(\.isNumber), let port = Int(text),
            (1...65_535).contains(port)
        else { return nil }
        return port
    }

    private static func isPlain(_ text: Substring) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._~%+".contains($0)) }
    }

    /// What stands before the last `@`, up to its first `:`.
    private static func parseUser(_ authority: Substring, into user: inout Substring?) -> Bool {
        guard let at = authority.lastIndex(of: "@") else { return true }
        let credentials = authority[..<at]
        user = credentials.prefix { $0 != ":" }
        return user.map(isPlain) == true && !credentials.contains("@")
    }

    /// The folder that `host` names, written as it is or escaped.
    private static func folder(_ query: Substring) -> Substring? {
        let items = query.dropFirst().split(separator: "&").filter { $0.hasPrefix("host=") }
        guard items.count == 1, let folder = items.first?.dropFirst("host=".count),
            folder.hasPrefix("/") || folder.uppercased().hasPrefix("%2F"),
            folder.allSatisfy({ $0 == "/" || isPlain(Substring(String($0))) })
        else { return nil }
        return folder
    }

    private static func place(_ authority: Substring) -> (Substring, Int)? {
        let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        let host: Substring
        if place.hasPrefix("["), let end = place.firstIndex(of: "]") {
            host = place[...end]
            guard host.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || ":.".contains($0) }) else { return nil }
        } else {
            host = place.prefix { $0 != ":" }
            guard isPlain(host) else { return nil }
        }
        let rest = place.dropFirst(host.count)
        guard !rest.isEmpty else { return (host, 5_432) }
        guard rest.hasPrefix(":"), let port = port(rest.dropFirst()) else { return nil }
        return (host, port)
    }
}

/// Addresses of servers, to which a path will be appended.
public enum WebAddress {
    /// The address without trailing slashes, or nil where it is no http(s) address with a host.
    ///
    /// Nil too for one with a user, a query or a fragment, since what is appended would end up in the wrong place and
    /// a password in a log; for a port outside 1...65535; and for more than 2,048 bytes.
    public static func normalized(_ text: String) -> String? {
        guard text.utf8.count <= 2_048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !text.contains(where: { "?#@\\\"<>{}|^`".contains($0) }),
            let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) })
        else { return nil }
        let rest = text.dropFirst(scheme.count)
        guard isAuthority(rest.prefix { $0 != "/" }) else { return nil }
        var end = text[...]
        while end.hasSuffix("/") { end = end.dropLast() }
        return String(end)
    }

    /// `host`, `host:port`, `[v6]` or `[v6]:port`.
    private static func isAuthority(_ text: Substring) -> Bool {
        let host: Substring
        let isHost: Bool
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return false }
            host = text[...end]
            isHost =
                host.count > 3 && host.dropFirst().dropLast().allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
        } else {
            host = text.prefix { $0 != ":" }
            isHost = !host.isEmpty && host.allSatisfy { $0.isLetter || $0.isNumber || "-._".contains($0) }
        }
        let port = text.dropFirst(host.count)
        return isHost && (port.isEmpty || (port.hasPrefix(":") && isPort(port.dropFirst())))
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.count <= 5 && text.allSatisfy(\.isNumber) && (Int(text).map { (1...65_535).contains($0) } ?? false)
    }
}

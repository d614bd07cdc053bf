internal import CLibPQ

/// A look at a connection string before libpq connects by it: what libpq says of one that it cannot read, or reads
/// otherwise than it was meant, may quote a password, so that is not repeated.
enum ConnectionString {
    static func fault(in string: String) -> PostgresError? {
        let unreadable = PostgresError(
            .unreachable,
            "the connection string cannot be read; write postgresql://user:password@host:5432/database, with % codes for "
                + "what is special in a URL (@ is %40), or host=… dbname=… user=… password='…'")
        guard !string.utf8.contains(0), let options = PQconninfoParse(string, nil) else { return unreadable }
        defer { PQconninfoFree(options) }
        var next = options
        while let keyword = next.pointee.keyword {
            if let value = next.pointee.val {
                switch (String(cString: keyword), String(cString: value)) {
                // An @, : or / in a password that is not written as a code ends up in these.
                case ("host", let host) where host.contains("@") && !host.hasPrefix("/") && !host.hasPrefix("@"):
                    return unreadable
                case ("port", let ports) where !ports.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "," }):
                    return unreadable
                default: break
                }
            }
            next += 1
        }
        return nil
    }
}

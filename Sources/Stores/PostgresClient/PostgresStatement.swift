/// A statement with `$1`, `$2` … for its parameters. Each connection prepares it once, under its name, when it is first
/// used there.
public struct PostgresStatement: Sendable, Hashable {
    /// Unique in the program: two statements of one name would be taken for one another.
    public let name: String
    public let sql: String

    public init(_ name: String, _ sql: String) {
        (self.name, self.sql) = (name, sql)
    }
}

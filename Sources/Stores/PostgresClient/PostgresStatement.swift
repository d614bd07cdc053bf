/// A statement that each connection prepares once, under its name. Types of parameters are the server's to infer: where
/// that is not obvious, the text says them (`$1::integer`).
public struct PostgresStatement: Sendable, Hashable {
    public var name: String
    public var sql: String

    public init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }
}

/// A statement with its parameters.
public struct PostgresQuery: Sendable {
    public var statement: PostgresStatement
    public var parameters: [PostgresValue]

    public init(_ statement: PostgresStatement, _ parameters: [PostgresValue] = []) {
        self.statement = statement
        self.parameters = parameters
    }
}

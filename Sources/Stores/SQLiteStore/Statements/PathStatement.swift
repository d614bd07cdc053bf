import GRDB

/// SQL that runs on the way of a message. All of it is in enums of this kind, so that a test can go through every
/// statement and see that none reads more than an index points to. Each is prepared once a connection.
protocol PathStatement: RawRepresentable<String>, CaseIterable, Sendable {}

extension Database {
    func row(_ statement: some PathStatement, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: statement.rawValue), arguments: arguments)
    }

    func rows(_ statement: some PathStatement, _ arguments: StatementArguments) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: statement.rawValue), arguments: arguments)
    }

    func run(_ statement: some PathStatement, _ arguments: StatementArguments) throws {
        try cachedStatement(sql: statement.rawValue).execute(arguments: arguments)
    }

    /// Runs an `INSERT` and returns the new row's id.
    func insert(_ statement: some PathStatement, _ arguments: StatementArguments) throws -> Int64 {
        try run(statement, arguments)
        return lastInsertedRowID
    }
}

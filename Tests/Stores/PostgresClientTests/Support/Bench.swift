import Logging
import PostgresClient
import Testing
import ThrowawayPostgres

/// A pool on an empty database of its own.
struct Bench {
    let server: ThrowawayPostgres
    let database: String
    let pool: PostgresPool

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init(
        server: ThrowawayPostgres? = nil, over route: ThrowawayPostgres.Route = .socket,
        _ configure: (inout PostgresPool.Configuration) -> Void = { _ in }
    ) async throws {
        let shared = if let server { server } else { try await ThrowawayPostgres.shared() }
        self.server = shared
        database = try await shared.makeDatabaseName()
        pool = Self.pool(shared.url(database: database, over: route), configure)
    }

    static func pool(
        _ connection: String, _ configure: (inout PostgresPool.Configuration) -> Void = { _ in }
    ) -> PostgresPool {
        var configuration = PostgresPool.Configuration(connection: connection)
        configure(&configuration)
        return PostgresPool(configuration: configuration, logger: logger)
    }

    /// The rows of one statement.
    func rows(_ sql: String, _ parameters: [PostgresValue] = []) async throws -> PostgresRows {
        try #require(try await pool.run([.sql(sql, parameters)]).first)
    }

    func number(_ sql: String, _ parameters: [PostgresValue] = []) async throws -> Int64? {
        try #require(try await rows(sql, parameters).first).int(0)
    }

    /// Asks the server, beside the pool, again and again until the answer is this one. Gives up after a minute.
    ///
    /// By a connection of its own: the server's `query` starts a program each time, and all tests share the one who does.
    func waitUntil(_ sql: String, is answer: Int64) async throws {
        let watcher = Self.pool(server.url(database: "postgres", as: .superuser)) { $0.maxConnections = 1 }
        let giveUp = ContinuousClock.now + .seconds(60)
        var last: Int64?
        repeat {
            last = try await watcher.run([.sql(sql)]).first?.first?.int(0)
        } while last != answer && .now < giveUp
        await watcher.close()
        try #require(last == answer, "\(sql)")
    }

    /// How many backends run a statement like this one.
    func active(_ pattern: String) -> String {
        """
        SELECT count(*) FROM pg_stat_activity WHERE datname = '\(database)' AND state = 'active'
        AND query LIKE '\(pattern)' AND pid <> pg_backend_pid()
        """
    }
}

extension PostgresQuery {
    /// A statement whose name is its text.
    static func sql(_ sql: String, _ parameters: [PostgresValue] = []) -> PostgresQuery {
        PostgresQuery(PostgresStatement(name: "t" + String(sql.hashValue, radix: 36), sql: sql), parameters)
    }
}

/// The error that it throws, if it does.
func refusal(_ body: () async throws(PostgresError) -> Void) async -> PostgresError? {
    do {
        try await body()
        return nil
    } catch {
        return error
    }
}

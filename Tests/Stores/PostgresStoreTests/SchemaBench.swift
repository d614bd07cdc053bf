import Logging
import PostgresClient
import ThrowawayPostgres

@testable import PostgresStore

/// A database with the schema of any version, and a pool beside the stores on it.
struct SchemaBench {
    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    let url: String
    let superuserURL: String
    let pool: PostgresPool

    init() async throws {
        let server = try await ThrowawayPostgres.shared()
        let name = try await server.makeDatabaseName()
        url = server.url(database: name)
        superuserURL = server.url(database: name, as: .superuser)
        pool = PostgresPool(configuration: .init(connection: url), logger: Self.quiet)
    }

    func migrate(to version: Int) async throws { try await pool.script(Schema.migration(to: version)) }

    func open() async throws -> PostgresStore {
        var configuration = PostgresStore.Configuration(connection: url)
        configuration.maxConnections = 2
        configuration.leaseTimeout = .seconds(600)
        configuration.channels = ["web"]
        return try await PostgresStore.open(configuration, migrate: true, logger: Self.quiet)
    }

    func rows(_ sql: String, _ parameters: [PostgresValue] = []) async throws -> PostgresRows {
        try await pool.run([PostgresQuery(PostgresStatement(name: "bench \(sql)", sql: sql), parameters)])[0]
    }

    func texts(_ sql: String) async throws -> [String] { try await rows(sql).map { try $0.text(0) ?? "" } }

    func execute(_ sql: String) async throws { _ = try await rows(sql) }
}

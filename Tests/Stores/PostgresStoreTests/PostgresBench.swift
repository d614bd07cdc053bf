import BotStore
import ChannelKit
import Foundation
import Logging
import PostgresClient
import StorePromises
import Synchronization
import ThrowawayPostgres

@testable import PostgresStore

/// A database of its own for one test. A kill is played by letting the lease of the killed process be past: of the rest
/// of it the database knows nothing.
final class PostgresBench: StoreBench {
    let url: String

    init() async throws {
        url = try await ThrowawayPostgres.shared().makeDatabase()
    }

    private var configuration: PostgresStore.Configuration {
        var configuration = PostgresStore.Configuration(connection: url)
        configuration.maxConnections = 3
        configuration.leaseTimeout = .seconds(600)
        configuration.channels = ["web", "other", "shop"]
        return configuration
    }

    func open() async throws -> any StoreUnderTest {
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return try await PostgresStore.open(configuration, migrate: true, logger: quiet)
    }

    func openAfterCrash(of store: any StoreUnderTest) async throws -> any StoreUnderTest {
        if let store = store as? PostgresStore {
            try await execute("UPDATE replicas SET lease_until = '-infinity' WHERE id = \(store.replica)", on: store)
        }
        return try await open()
    }

    /// A time that no program writes: nothing that reads the row knows what to do with it.
    func damage(_ turn: TurnID, in store: any StoreUnderTest) async throws {
        guard let store = store as? PostgresStore else { return }
        try await execute("UPDATE inbox SET accepted_at = 'infinity' WHERE id = \(turn)", on: store)
    }

    func execute(_ sql: String, on store: PostgresStore) async throws {
        _ = try await store.pool.run([PostgresQuery(PostgresStatement(name: "bench \(sql.hashValue)", sql: sql), [])])
    }
}

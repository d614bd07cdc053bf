public import BotStore
public import Logging
import PostgresClient

extension PostgresStore {
    /// Opens a store to serve it, beside other processes that may be serving it too, and takes over what dead ones were
    /// working on.
    ///
    /// - Parameter migrate: Whether to create or upgrade the schema. If not, one that is missing or older is an error.
    ///
    /// Throws `unavailable` where the database cannot be reached, `schema` where its schema is not this program's.
    public static func open(
        _ configuration: Configuration, migrate: Bool, logger: Logger
    ) async throws(StoreError) -> PostgresStore {
        let pool = PostgresPool(configuration: configuration.pool, logger: logger)
        do {
            try await prepare(pool, migrate: migrate)
            let store = PostgresStore(
                configuration: configuration, pool: pool, installation: try await installation(pool),
                replica: try await register(configuration, configuration.channels, pool), logger: logger)
            try await store.beat()
            _ = try await store.call(StoreQuery.beginCounting, [.int(store.replica)])
            return store
        } catch {
            await pool.close()
            throw error
        }
    }

    /// Opens a database for operators, while bots serve it or not.
    ///
    /// - Parameter migrate: Whether to create or upgrade the schema.
    public static func administer(
        _ configuration: Configuration, migrate: Bool = false, logger: Logger
    ) async throws(StoreError) -> PostgresAdministration {
        let pool = PostgresPool(configuration: configuration.pool, logger: logger)
        do {
            if migrate { try await prepare(pool, migrate: true) } else { _ = try await Schema.current(pool) }
            return PostgresAdministration(pool: pool)
        } catch {
            await pool.close()
            throw error
        }
    }

    private static func prepare(_ pool: PostgresPool, migrate: Bool) async throws(StoreError) {
        if migrate { try await Schema.migrate(pool) } else { try Schema.require(try await Schema.current(pool)) }
    }

    private static func installation(_ pool: PostgresPool) async throws(StoreError) -> String {
        do {
            if let text = try await pool.run([PostgresQuery(StoreQuery.installation, [])])[0].first?.text(0) {
                return text
            }
        } catch {
            throw StoreError(postgres: error)
        }
        throw StoreError(.corrupt, "the database has lost its installation's id")
    }

    static func register(
        _ configuration: Configuration, _ channels: [String], _ pool: PostgresPool, before: Int64? = nil
    ) async throws(StoreError) -> Int64 {
        do {
            let rows = try await pool.run([
                PostgresQuery(
                    StoreFunction.register,
                    [
                        .text(configuration.name), .texts(channels),
                        .int(configuration.lease.storedMilliseconds), before.map { .int($0) } ?? .null,
                    ])
            ])
            if let replica = try rows[0].first?.int(0) { return replica }
        } catch {
            throw StoreError(postgres: error)
        }
        throw StoreError(.corrupt, "the database gives this process no id")
    }
}

extension PostgresStore.Configuration {
    var pool: PostgresPool.Configuration {
        var pool = PostgresPool.Configuration(connection: connection)
        pool.maxConnections = maxConnections
        pool.usesPreparedStatements = usesPreparedStatements
        return pool
    }

    /// One connection, and less patience than the lease has time.
    var leasing: PostgresPool.Configuration {
        var leasing = pool
        leasing.maxConnections = 1
        leasing.queryTimeout = lease / 4
        leasing.acquireTimeout = lease / 4
        return leasing
    }

    var listening: PostgresPool.Configuration {
        var listening = pool
        listening.connection = listenConnection ?? connection
        return listening
    }

    /// What is left of the time-out is for the others to notice that it is past.
    var lease: Duration { leaseTimeout * 17 / 20 }
    var beatInterval: Duration { min(leaseTimeout / 15, .seconds(1)) }
}

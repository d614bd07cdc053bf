import BotModel
import BotRuntime
import BotStore
import ChannelKit
import Credentials
import Logging
import OpenAIModel
import PostgresStore
import SQLiteStore

/// The only place that knows which stores and models there are. The channels are listed in `ChannelRegistry.builtIn`.
enum Components {
    /// One set of threads, whatever number of channels let people sign in.
    static let passwordWorkers = PasswordWorkers()

    /// Opens the store for serving: creates or upgrades its schema and takes over what dead processes left.
    static func store(_ configuration: BotConfiguration, logger: Logger) async throws(StoreError) -> any Store {
        switch configuration.store {
        case .sqliteFile(let path): try await SQLiteStore.open(at: .file(path), migrate: true)
        case .sqliteMemory: try await SQLiteStore.open(at: .memory, migrate: true)
        case .postgres:
            try await PostgresStore.open(
                PostgresStore.Configuration(configuration), migrate: true, logger: logger)
        }
    }

    /// Opens the store for an operator, beside bots that may be running.
    static func administration(_ configuration: BotConfiguration) async throws -> any StoreAdministration {
        switch configuration.store {
        case .sqliteFile(let path): return try await SQLiteStore.administer(path)
        case .sqliteMemory:
            throw CommandFailure(
                .usage, "sqlite::memory: lives in the bot's own process: there is nothing to administer")
        case .postgres:
            return try await PostgresStore.administer(PostgresStore.Configuration(configuration), logger: quiet)
        }
    }

    /// Creates or upgrades the schema and returns its version.
    static func createSchema(_ configuration: BotConfiguration) async throws -> Int {
        let store: any StoreAdministration
        switch configuration.store {
        case .sqliteFile(let path): store = try await SQLiteStore.administer(path, migrate: true)
        case .sqliteMemory:
            throw CommandFailure(.usage, "sqlite::memory: is made anew by every run: there is nothing to create")
        case .postgres:
            store = try await PostgresStore.administer(
                PostgresStore.Configuration(configuration), migrate: true, logger: quiet)
        }
        let version = try await store.schemaVersion().current
        await store.close()
        return version
    }

    /// Copies a SQLite file, beside a bot that may be serving it.
    static func backUp(_ configuration: BotConfiguration, to file: String) async throws {
        switch configuration.store {
        case .sqliteFile(let path):
            let store = try await SQLiteStore.administer(path)
            do {
                try await store.backUp(to: file)
                await store.close()
            } catch {
                await store.close()
                if error.code == .invalid { throw CommandFailure(.usage, error.message) }
                throw error
            }
        case .sqliteMemory:
            throw CommandFailure(
                .usage, "sqlite::memory: lives in the bot's own process: there is nothing to copy")
        case .postgres:
            throw CommandFailure(
                .usage, "PostgreSQL is backed up by its own tools: pg_dump --format=custom --file=FILE DATABASE")
        }
    }

    /// Of a command everything that concerns its user is said by its error.
    private static var quiet: Logger {
        var logger = Logger(label: "bot")
        logger.logLevel = .critical
        return logger
    }

    static func model(_ configuration: BotConfiguration.Model, logger: Logger) -> any LanguageModel {
        switch configuration.provider {
        case .echo: EchoModel()
        case .openai: OpenAIModel(OpenAIModel.Configuration(configuration), logger: logger)
        }
    }
}

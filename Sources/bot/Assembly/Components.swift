import BotModel
import BotRuntime
import BotStore
import ChannelKit
import HTTPChannel
import Logging
import OpenAIModel
import SQLiteStore
import StdioChannel
import WhatsAppChannel

/// The only place that knows which channels, stores and models there are.
///
/// To build a bot of your own, copy this target and change the imports and the lists.
enum Components {
    /// One line a channel.
    static let channels: ChannelRegistry = [
        HTTPChannel.self,
        WhatsAppChannel.self,
        StdioChannel.self,
    ]

    /// Opens the store for serving: creates or upgrades its schema and takes over what a dead process left.
    static func store(at location: StoreLocation) async throws(StoreError) -> any Store {
        switch location {
        case .sqliteFile(let path): try await SQLiteStore.open(at: .file(path), migrate: true)
        case .sqliteMemory: try await SQLiteStore.open(at: .memory, migrate: true)
        case .postgres: throw Self.noPostgres
        }
    }

    /// Opens the store for an operator, beside a bot that may be running.
    static func administration(at location: StoreLocation) async throws -> any StoreAdministration {
        switch location {
        case .sqliteFile(let path): return try await SQLiteStore.administer(path)
        case .sqliteMemory:
            throw CommandFailure(
                .usage, "sqlite::memory: lives in the bot's own process: there is nothing to administer")
        case .postgres: throw Self.noPostgres
        }
    }

    /// Creates or upgrades the schema and returns its version.
    static func createSchema(at location: StoreLocation) async throws -> Int {
        switch location {
        case .sqliteFile(let path):
            let store = try await SQLiteStore.administer(path, migrate: true)
            let version = try await store.schemaVersion().current
            await store.close()
            return version
        case .sqliteMemory:
            throw CommandFailure(.usage, "sqlite::memory: is made anew by every run: there is nothing to create")
        case .postgres: throw Self.noPostgres
        }
    }

    static func model(_ configuration: BotConfiguration.Model, logger: Logger) -> any LanguageModel {
        switch configuration.provider {
        case .echo: EchoModel()
        case .openai: OpenAIModel(OpenAIModel.Configuration(configuration), logger: logger)
        }
    }

    private static let noPostgres = StoreError(
        .unavailable, "this build has no PostgreSQL store; use sqlite:PATH")
}

import ArgumentParser
import BotRuntime
import BotStore
import ChannelKit

/// The option that names the configuration file.
struct ConfigurationOptions: ParsableArguments {
    @Option(help: "The configuration file (YAML).")
    var config: String

    /// All of it, for running it. Warnings are said, faults end the command.
    func load() throws -> LoadedConfiguration { try Self.load(config, scope: .everything) }

    /// What a command needs that only works on a running bot or its store: operators may not have the channels' secrets.
    func operation() throws -> BotConfiguration { try Self.load(config, scope: .operation).configuration }

    /// Opens the store for an operator, beside a bot that may be running, until `body` is done.
    func administering<Value>(_ body: (any StoreAdministration) async throws -> Value) async throws -> Value {
        let store = try await Components.administration(try operation())
        do {
            let value = try await body(store)
            await store.close()
            return value
        } catch {
            await store.close()
            throw error
        }
    }

    static func load(_ path: String, scope: ConfigurationLoader.Scope) throws -> LoadedConfiguration {
        let loader = ConfigurationLoader(registry: BotProgram.channels)
        do throws(ConfigurationFaults) {
            let loaded = try loader.load(path: path, scope: scope)
            for warning in loaded.warnings { StandardError.write(warning.description) }
            return loaded
        } catch {
            StandardError.write(error.description)
            throw CommandFailure(.configuration)
        }
    }
}

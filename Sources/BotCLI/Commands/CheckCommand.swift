import ArgumentParser
import BotRuntime

/// `bot check`: validates a configuration without opening a port or a database.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Validates a configuration file and says what it describes.")

    @OptionGroup var configuration: ConfigurationOptions

    func run() async throws {
        try await ending {
            print(try configuration.load().summary)
        }
    }
}

import ArgumentParser
import BotModel
import BotRuntime
import BotStore
import ChannelKit
import Glibc
import Logging
import StdioChannel

/// `bot chat`: a conversation in the terminal, kept nowhere.
struct ChatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat", abstract: "Talks to the bot in the terminal.",
        discussion: """
            Uses the model and the assistant of the configuration file, or an echo where none is given. Nothing is \
            stored. End with Ctrl-D.
            """)

    @Option(help: "The configuration file (YAML).")
    var config: String?
    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel: Logger.Level = .error

    func run() async throws {
        try await ending {
            var configuration =
                try config.map {
                    try ConfigurationOptions.load($0, scope: .conversation).configuration
                } ?? Self.echo
            configuration.channels = []
            let logger = LogOptions.start(level: logLevel, format: .text)
            ProcessLimits.prepare()
            let isTerminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
            configuration.store = .sqliteMemory
            let store = try await Components.store(configuration, logger: logger)
            let context = ChannelContext(
                instance: "terminal", installation: store.installation, logger: logger,
                cursor: StoredCursor(store: store, instance: "terminal"))
            let channel = try StdioChannel(
                settings: StdioChannel.Settings(
                    format: .text, stream: isTerminal, prompt: isTerminal ? "> " : nil),
                context: context)
            var settings = Bot.Settings(configuration)
            settings.servesAdmin = false
            if isTerminal, let greeting = configuration.assistant.greetings.randomElement() {
                StandardError.write(greeting)
            }
            try await Bot(
                settings: settings, policy: TurnPolicy(configuration), store: store,
                model: Components.model(configuration.model, logger: logger),
                channels: [(instance: "terminal", channel: channel, policy: ChannelPolicy())], logger: logger
            ).run()
        }
    }

    private static var echo: BotConfiguration {
        var configuration = BotConfiguration()
        configuration.model.provider = .echo
        return configuration
    }
}

public import ArgumentParser
import BotRuntime
public import Logging

/// How the program logs. Always to standard error.
struct LogOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel: Logger.Level = .info

    @Option(help: "How log lines are written.")
    var logFormat: Format = .text

    /// Sets the log up for this process and returns the bot's own logger.
    func start() -> Logger { Self.start(level: logLevel, format: logFormat) }

    static func start(level: Logger.Level, format: Format) -> Logger {
        let sink = DescriptorLogSink()
        LoggingSystem.bootstrap { label in
            switch format {
            case .text: TextLogHandler(label: label, level: level, sink: sink)
            case .json: JSONLogHandler(label: label, level: level, sink: sink)
            }
        }
        return Logger(label: "bot")
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}

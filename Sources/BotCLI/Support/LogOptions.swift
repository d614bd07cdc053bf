public import ArgumentParser
public import BotRuntime
public import Logging

/// How the program logs. Always to standard error.
struct LogOptions: ParsableArguments {
    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel: Logger.Level = .info

    @Option(help: "How log lines are written.")
    var logFormat: LogFormat = .text

    /// Sets the log up for this process and returns the bot's own logger.
    func start() -> Logger { Self.start(level: logLevel, format: logFormat) }

    static func start(level: Logger.Level, format: LogFormat) -> Logger {
        let sink = DescriptorLogSink()
        LoggingSystem.bootstrap { label in
            format.handler(
                label: label, level: level, sink: sink, metadataProvider: LogScope.metadataProvider)
        }
        return Logger(label: "bot")
    }
}

extension LogFormat: ExpressibleByArgument {}
extension Logger.Level: @retroactive ExpressibleByArgument {}

import ArgumentParser
import BotRuntime
import CoreMetrics
import Glibc
import Logging
import PrometheusMetrics

/// `bot run`: serves until it is told to stop.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Loads the channels of a configuration file and serves until SIGTERM or SIGINT.")

    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var log: LogOptions

    func run() async throws {
        try await ending {
            let configuration = try configuration.load().configuration
            let logger = log.start()
            // A reload that is asked for before anybody listens is none, and not the end of the process.
            signal(SIGHUP, SIG_IGN)
            ProcessLimits.prepare()
            let store = try await Components.store(configuration, logger: logger)
            let metrics = PrometheusRegistry()
            MetricsSystem.bootstrap(metrics)
            let exporter = TraceExport.start(configuration.tracing)
            let bot = try Bot(configuration, store: store, logger: logger, metrics: metrics)
            let channels = configuration.channels.map(\.name).joined(separator: ", ")
            logger.notice("starting", metadata: ["channels": "\(channels)"])
            let reloaded = ReloadedConfiguration(
                path: self.configuration.config, running: configuration, store: store, logger: logger)
            try await TraceExport.during(exporter) {
                try await bot.run { () throws(ReconfigurationRefused) in try reloaded.read() }
            }
            logger.notice("stopped")
        }
    }
}

import BotRuntime
import ChannelKit
import OTLPTracing
import Tracing

/// Has the process's spans exported, where the configuration says where to.
enum TraceExport {
    /// To be called once, after metrics are set up and before the bot is made.
    static func start(_ tracing: BotConfiguration.Tracing) -> OTLPExporter? {
        guard let url = tracing.otlpURL else { return nil }
        let exporter = OTLPExporter(
            url: url, service: tracing.serviceName, headers: tracing.headers.mapValues(\.value))
        InstrumentationSystem.bootstrap(OTLPTracer(exporter: exporter, sampling: tracing.sample))
        return exporter
    }

    /// Exports while the body goes on, and at its end what is left.
    static func during(_ exporter: OTLPExporter?, _ body: @escaping @Sendable () async throws -> Void) async throws {
        guard let exporter else { return try await body() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await exporter.run() }
            defer { group.cancelAll() }
            try await body()
        }
        await exporter.flush()
    }
}

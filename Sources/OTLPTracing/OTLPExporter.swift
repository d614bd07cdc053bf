import AsyncHTTPClient
import CoreMetrics
import NIOCore
import NIOHTTP1
import Synchronization
import Tracing

/// Sends ended spans to a collector, a batch at a time (OpenTelemetry, "OTLP Specification 1.5", OTLP/HTTP with JSON).
///
/// Whoever ends a span waits for nothing: it is put into a bounded buffer, and left out where that is full. A batch that
/// the collector does not take is gone, and counted.
public final class OTLPExporter: Sendable {
    /// What became of spans.
    public struct Figures: Sendable, Hashable {
        public var exported = 0
        /// The buffer was full.
        public var dropped = 0
        /// The collector did not take them.
        public var failed = 0
    }

    static let mostWaiting = 8_192
    static let batch = 512
    static let interval = Duration.milliseconds(500)
    static let patience = TimeAmount.seconds(5)

    private struct State {
        var waiting: [SpanRecord] = []
        var figures = Figures()
    }

    private let url: String
    private let headers: [String: String]
    private let resource: OTLPResource
    private let state = Mutex(State())
    private let counters: [String: Counter]

    /// - Parameters:
    ///   - url: the whole address, such as `http://127.0.0.1:4318/v1/traces`.
    ///   - headers: sent with each batch: a key, say.
    public init(url: String, service: String, headers: [String: String] = [:]) {
        self.url = url
        self.headers = headers
        resource = OTLPResource(service: service)
        counters = Dictionary(
            uniqueKeysWithValues: ["exported", "dropped", "failed"].map {
                ($0, Counter(label: "bot_trace_spans_total", dimensions: [("outcome", $0)]))
            })
    }

    public var figures: Figures { state.withLock { $0.figures } }

    func put(_ span: SpanRecord) {
        let hasRoom = state.withLock { state in
            let hasRoom = state.waiting.count < Self.mostWaiting
            if hasRoom { state.waiting.append(span) } else { state.figures.dropped += 1 }
            return hasRoom
        }
        if !hasRoom { counters["dropped"]?.increment() }
    }

    /// Exports until it is cancelled.
    public func run() async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: Self.interval) } catch { return }
            await flush()
        }
    }

    /// Exports what there is.
    public func flush() async {
        // What comes meanwhile is for the next time.
        for _ in 0...Self.mostWaiting / Self.batch {
            let batch = state.withLock { state in
                let batch = Array(state.waiting.prefix(Self.batch))
                state.waiting.removeFirst(batch.count)
                return batch
            }
            if batch.isEmpty { return }
            // The HTTP client makes spans too: one for each batch would be a batch without end.
            let isTaken = await InstrumentationContext.$current.withValue(Self.untraced) { await send(batch) }
            state.withLock { state in
                if isTaken { state.figures.exported += batch.count } else { state.figures.failed += batch.count }
            }
            counters[isTaken ? "exported" : "failed"]?.increment(by: batch.count)
            // A collector that is away is asked again later, and holds up no shutdown.
            guard isTaken else { return }
        }
    }

    private static var untraced: InstrumentationContext {
        var context = InstrumentationContext.topLevel
        context.trace = TraceContext(trace: TraceContext.newTrace(), span: TraceContext.newSpan(), isSampled: false)
        return context
    }

    private func send(_ batch: [SpanRecord]) async -> Bool {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers = HTTPHeaders([("content-type", "application/json"), ("user-agent", "ChannelKit")])
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        request.body = .bytes(resource.document(batch))
        guard let response = try? await HTTPClient.shared.execute(request, timeout: Self.patience) else { return false }
        _ = try? await response.body.collect(upTo: 1 << 16)
        return (200..<300).contains(Int(response.status.code))
    }
}

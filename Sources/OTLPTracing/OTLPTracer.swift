public import Tracing

/// A tracer of swift-distributed-tracing that exports by OTLP over HTTP, and carries `traceparent` from and to others.
public struct OTLPTracer: Tracer {
    private let exporter: OTLPExporter
    /// How many of the traces that begin here are kept, 0 to 1. Who brings a trace has decided already.
    private let sampling: Double

    public init(exporter: OTLPExporter, sampling: Double = 1) {
        self.exporter = exporter
        self.sampling = sampling
    }

    public func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> InstrumentationContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> OTLPSpan {
        let context = context()
        let parent = context.trace
        let trace = TraceContext(
            trace: parent?.trace ?? TraceContext.newTrace(), span: TraceContext.newSpan(),
            isSampled: parent?.isSampled ?? (Double.random(in: 0..<1) < sampling))
        let record = SpanRecord(
            context: trace, parent: parent?.span, name: operationName, kind: kind,
            start: instant().nanosecondsSinceEpoch, end: 0, attributes: [:], links: [], events: [])
        return OTLPSpan(record, context: context) { [exporter] in exporter.put($0) }
    }

    public func forceFlush() {}

    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout InstrumentationContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let text = extractor.extract(key: "traceparent", from: carrier) else { return }
        context.trace = TraceContext(traceparent: text)
    }

    public func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let trace = context.trace else { return }
        injector.inject(trace.traceparent, forKey: "traceparent", into: &carrier)
    }
}

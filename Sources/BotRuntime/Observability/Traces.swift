import BotModel
import BotStore
import ChannelKit
import Tracing

/// Spans of a message's way, by swift-distributed-tracing. Nothing at all where no tracer is bootstrapped.
///
/// No span holds what anybody said, nor the text of an error, which may quote it.
struct Traces: Sendable {
    private let tracer: (any Tracer)?

    init(_ tracer: (any Tracer)? = Self.bootstrapped) { self.tracer = tracer }

    static let off = Traces(nil)

    private static var bootstrapped: (any Tracer)? {
        let tracer = InstrumentationSystem.tracer
        return tracer is NoOpTracer ? nil : tracer
    }

    var isOn: Bool { tracer != nil }

    /// Runs `body` in a span, which is what it injects into calls that it makes.
    func span<Value: Sendable>(
        _ name: String, of kind: SpanKind = .internal, in context: InstrumentationContext? = .current,
        links: [InstrumentationContext] = [], _ attributes: [String: String] = [:],
        body: (any Span) async -> Value
    ) async -> Value {
        guard let tracer else { return await body(NoOpTracer.NoOpSpan(context: .topLevel)) }
        let span: any Span = tracer.startSpan(name, context: context ?? .topLevel, ofKind: kind)
        span.attributes = Self.attributes(attributes)
        for link in links { span.addLink(SpanLink(context: link, attributes: [:])) }
        defer { span.end() }
        return await InstrumentationContext.$current.withValue(span.context) { await body(span) }
    }

    /// Notes something that has just ended.
    func note(
        _ name: String, took duration: Duration, in context: InstrumentationContext? = .current,
        _ attributes: [String: String] = [:]
    ) {
        guard let tracer else { return }
        let end = DefaultTracerClock.now
        let length = UInt64(max(0, duration.nanoseconds))
        let start = DefaultTracerClock.Timestamp(
            nanosecondsSinceEpoch: end.nanosecondsSinceEpoch - min(length, end.nanosecondsSinceEpoch))
        let span: any Span = tracer.startSpan(name, context: context ?? .topLevel, at: start)
        span.attributes = Self.attributes(attributes)
        span.end(at: end)
    }

    /// What a request brings of the trace that it belongs to.
    func context<Carrier, Extract: Extractor>(
        of carrier: Carrier, by extractor: Extract
    ) -> InstrumentationContext where Extract.Carrier == Carrier {
        var context = InstrumentationContext.topLevel
        tracer?.extract(carrier, into: &context, using: extractor)
        return context
    }

    private static func attributes(_ attributes: [String: String]) -> SpanAttributes {
        SpanAttributes(attributes.mapValues { .string($0) })
    }
}

extension Span {
    /// Says that it failed, by a word of ours.
    func fail(_ word: String) {
        setStatus(SpanStatus(code: .error))
        attributes["error.type"] = word
    }
}

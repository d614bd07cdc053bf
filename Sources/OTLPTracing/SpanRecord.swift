import Tracing

/// A span that has ended.
struct SpanRecord: Sendable {
    var context: TraceContext
    var parent: String?
    var name: String
    var kind: SpanKind
    /// In nanoseconds since 1970.
    var start: UInt64
    var end: UInt64
    var attributes: SpanAttributes
    var links: [TraceContext]
    var events: [(name: String, time: UInt64)]
    var status: SpanStatus?
}

import Synchronization
public import Tracing

/// A span under way. Handed over to be exported when it ends.
public final class OTLPSpan: Span {
    private struct State {
        var record: SpanRecord
        var hasEnded = false
    }

    public let context: InstrumentationContext
    public let isRecording: Bool
    private let state: Mutex<State>
    private let onEnd: @Sendable (SpanRecord) -> Void

    init(
        _ record: SpanRecord, context: InstrumentationContext, onEnd: @escaping @Sendable (SpanRecord) -> Void
    ) {
        var context = context
        context.trace = record.context
        self.context = context
        isRecording = record.context.isSampled
        state = Mutex(State(record: record))
        self.onEnd = onEnd
    }

    public var operationName: String {
        get { state.withLock { $0.record.name } }
        set { state.withLock { $0.record.name = newValue } }
    }

    public var attributes: SpanAttributes {
        get { state.withLock { $0.record.attributes } }
        set { state.withLock { $0.record.attributes = newValue } }
    }

    public func setStatus(_ status: SpanStatus) { state.withLock { $0.record.status = status } }

    public func addEvent(_ event: SpanEvent) {
        state.withLock { state in
            if state.record.events.count < 32 { state.record.events.append((event.name, event.nanosecondsSinceEpoch)) }
        }
    }

    /// Its type alone: what it says may be what a user has said.
    public func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        state.withLock { state in
            state.record.status = SpanStatus(code: .error)
            state.record.attributes.set("error.type", value: .string(String(describing: type(of: error))))
        }
    }

    public func addLink(_ link: SpanLink) {
        guard let trace = link.context.trace else { return }
        state.withLock { if $0.record.links.count < 32 { $0.record.links.append(trace) } }
    }

    public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        let time = instant().nanosecondsSinceEpoch
        let record = state.withLock { state -> SpanRecord? in
            guard !state.hasEnded else { return nil }
            state.hasEnded = true
            state.record.end = max(time, state.record.start)
            return state.record
        }
        if isRecording, let record { onEnd(record) }
    }
}

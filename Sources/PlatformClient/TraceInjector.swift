import Instrumentation
import NIOHTTP1

/// Writes the trace at hand into a request's headers.
struct TraceInjector: Injector {
    /// Nothing where nothing is traced.
    static func inject(into headers: inout HTTPHeaders) {
        guard let context = InstrumentationContext.current else { return }
        InstrumentationSystem.instrument.inject(context, into: &headers, using: TraceInjector())
    }

    func inject(_ value: String, forKey key: String, into headers: inout HTTPHeaders) {
        headers.replaceOrAdd(name: key, value: value)
    }
}

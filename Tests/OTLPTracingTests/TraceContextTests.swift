import Testing
import Tracing

@testable import OTLPTracing

@Suite struct TraceContextTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"
    private static let span = "b7ad6b7169203331"

    @Test func `a traceparent is read and written as W3C has it`() throws {
        let context = try #require(TraceContext(traceparent: "00-\(Self.trace)-\(Self.span)-01"))
        #expect(context == TraceContext(trace: Self.trace, span: Self.span, isSampled: true))
        #expect(context.traceparent == "00-\(Self.trace)-\(Self.span)-01")
        // A later version may have more to say.
        #expect(TraceContext(traceparent: "cc-\(Self.trace)-\(Self.span)-00-what")?.isSampled == false)
    }

    @Test(arguments: [
        "", "00", "00--", "00-\(trace)-\(span)", "00-\(trace)-\(span)-01-more", "ff-\(trace)-\(span)-01",
        "00-\(trace)-\(span)-0x", "00-\(trace.uppercased())-\(span)-01", "00-\(trace)0-\(span)-01",
        "00-00000000000000000000000000000000-\(span)-01", "00-\(trace)-0000000000000000-01",
        String(repeating: "0", count: 10_000),
    ])
    func `what is none is not taken`(_ text: String) {
        #expect(TraceContext(traceparent: text) == nil)
    }

    @Test func `a child belongs to its parent's trace and is as much sampled as that`() {
        let tracer = OTLPTracer(exporter: OTLPExporter(url: "http://127.0.0.1:1", service: "s"), sampling: 0)
        let root = tracer.startSpan("root")
        #expect(!root.isRecording)
        var context = InstrumentationContext.topLevel
        context.trace = TraceContext(trace: Self.trace, span: Self.span, isSampled: true)
        let child = tracer.startSpan("child", context: context)
        #expect(child.isRecording)
        #expect(child.context.trace?.trace == Self.trace)
        #expect(child.context.trace?.span != Self.span)
    }

    @Test func `a buffer that is full holds nobody up, and what is left out is counted`() {
        let exporter = OTLPExporter(url: "http://127.0.0.1:1", service: "s")
        let tracer = OTLPTracer(exporter: exporter)
        for _ in 0..<OTLPExporter.mostWaiting + 10 { tracer.startSpan("one").end() }
        #expect(exporter.figures.dropped == 10)
    }

    @Test func `a span that is ended twice is exported once`() {
        let exporter = OTLPExporter(url: "http://127.0.0.1:1", service: "s")
        let span = OTLPTracer(exporter: exporter).startSpan("one")
        for _ in 0..<OTLPExporter.mostWaiting + 1 { span.end() }
        #expect(exporter.figures.dropped == 0)
    }
}

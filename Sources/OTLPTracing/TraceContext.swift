import Tracing

/// Where a span stands in its trace: what goes from process to process as `traceparent` (W3C, "Trace Context", 2021).
struct TraceContext: Sendable, Hashable {
    /// 16 bytes, not all nought, in hexadecimal.
    var trace: String
    /// 8 bytes, not all nought, in hexadecimal.
    var span: String
    var isSampled: Bool

    init(trace: String, span: String, isSampled: Bool) {
        self.trace = trace
        self.span = span
        self.isSampled = isSampled
    }

    /// `00-TRACE-SPAN-FLAGS`; of a later version only the beginning is read. Nil for anything else.
    init?(traceparent text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count <= 512, parts.count >= 4, parts[0] != "00" || parts.count == 4,
            Self.isHex(parts[0], 2), parts[0] != "ff", Self.isHex(parts[1], 32), Self.isHex(parts[2], 16),
            Self.isHex(parts[3], 2), let flags = UInt8(parts[3], radix: 16),
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
        else { return nil }
        self.init(trace: String(parts[1]), span: String(parts[2]), isSampled: flags & 1 == 1)
    }

    var traceparent: String { "00-\(trace)-\(span)-\(isSampled ? "01" : "00")" }

    private static func isHex(_ text: Substring, _ count: Int) -> Bool {
        text.utf8.count == count
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    static func newTrace() -> String { hex(.random(in: 1 ... .max)) + hex(.random(in: 1 ... .max)) }
    static func newSpan() -> String { hex(.random(in: 1 ... .max)) }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension InstrumentationContext {
    var trace: TraceContext? {
        get { self[Key.self] }
        set { self[Key.self] = newValue }
    }

    private enum Key: InstrumentationContextKey {
        typealias Value = TraceContext
        static var nameOverride: String? { "trace" }
    }
}

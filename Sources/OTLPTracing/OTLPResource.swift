import Foundation
import Tracing

/// Whose spans they are, and how they are written (opentelemetry-proto, `trace.proto`, as JSON: ids in hexadecimal,
/// 64-bit numbers as strings).
struct OTLPResource: Sendable {
    let service: String

    func document(_ spans: [SpanRecord]) -> [UInt8] {
        let resource = Resource(attributes: [.init("service.name", .string(service))])
        let document = Document(
            resourceSpans: [
                .init(
                    resource: resource,
                    scopeSpans: [.init(scope: .init(name: "ChannelKit"), spans: spans.map(WireSpan.init))])
            ])
        // Nothing in it can fail to be encoded.
        return (try? JSONEncoder().encode(document)).map(Array.init) ?? []
    }

    private struct Document: Encodable {
        var resourceSpans: [ResourceSpans]
    }

    private struct ResourceSpans: Encodable {
        var resource: Resource
        var scopeSpans: [ScopeSpans]
    }

    private struct Resource: Encodable {
        var attributes: [WireAttribute]
    }

    private struct ScopeSpans: Encodable {
        var scope: Scope
        var spans: [WireSpan]
    }

    private struct Scope: Encodable {
        var name: String
    }
}

struct WireSpan: Encodable {
    struct Link: Encodable {
        var traceId: String
        var spanId: String
    }

    struct Event: Encodable {
        var name: String
        var timeUnixNano: String
    }

    struct Status: Encodable {
        var code: Int
        var message: String?
    }

    var traceId: String
    var spanId: String
    var parentSpanId: String?
    var name: String
    var kind: Int
    var startTimeUnixNano: String
    var endTimeUnixNano: String
    var attributes: [WireAttribute]
    var links: [Link]
    var events: [Event]
    var status: Status?

    init(_ record: SpanRecord) {
        traceId = record.context.trace
        spanId = record.context.span
        parentSpanId = record.parent
        name = record.name
        kind =
            switch record.kind {
            case .internal: 1
            case .server: 2
            case .client: 3
            case .producer: 4
            case .consumer: 5
            }
        startTimeUnixNano = String(record.start)
        endTimeUnixNano = String(record.end)
        var attributes: [WireAttribute] = []
        record.attributes.forEach { name, value in attributes.append(WireAttribute(name, value)) }
        self.attributes = attributes.sorted { $0.key < $1.key }
        links = record.links.map { Link(traceId: $0.trace, spanId: $0.span) }
        events = record.events.map { Event(name: $0.name, timeUnixNano: String($0.time)) }
        status = record.status.map { status in
            if case .error = status.code { Status(code: 2, message: status.message) } else { Status(code: 1) }
        }
    }
}

struct WireAttribute: Encodable {
    struct Value: Encodable {
        var stringValue: String?
        var intValue: String?
        var doubleValue: Double?
        var boolValue: Bool?
    }

    var key: String
    var value: Value

    init(_ key: String, _ attribute: SpanAttribute) {
        self.key = key
        value =
            switch attribute {
            case .string(let text): Value(stringValue: text)
            case .int64(let number): Value(intValue: String(number))
            case .int32(let number): Value(intValue: String(number))
            case .double(let number): number.isFinite ? Value(doubleValue: number) : Value(stringValue: "\(number)")
            case .bool(let flag): Value(boolValue: flag)
            case .stringConvertible(let value): Value(stringValue: "\(value)")
            default: Value(stringValue: "\(attribute)")
            }
    }
}

import ChannelKit
import PlatformClient

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An error as the Graph API tells it. All of it may be missing: an answer need not come from Meta.
struct GraphError: Sendable {
    /// Nil in an answer that is none of Graph's errors.
    var code: Int?
    var subcode: Int?
    /// Meta's words. They may quote what was sent.
    var title: String?
    /// By which Meta's support finds the call.
    var trace: String?
    /// The HTTP status, where it was the answer to a call.
    var status: Int?
    /// What the answer's `Retry-After` says.
    var retryAfter: Duration?
}

extension GraphError {
    init(_ response: PlatformResponse) {
        let body = (try? JSONDecoder().decode(Body.self, from: Data(response.body)))?.error
        self.init(
            code: body?.code?.value, subcode: body?.error_subcode?.value, title: body?.message?.value,
            trace: body?.fbtrace_id?.value, status: response.status, retryAfter: response.retryAfter)
    }

    func channelError(
        isStatus: Bool, hasFallback: Bool, attempt: Int, random: Double = .random(in: 0...1)
    ) -> ChannelError {
        let row = GraphErrorTable.row(code: code, status: status)
        let wait = retryAfter ?? GraphBackoff.wait(afterAttempt: attempt, random: random)
        let (retry, scope): (ChannelError.Retry, ChannelError.Scope) =
            switch row.remedy {
            case .slowNumber: (.after(wait), .instance)
            case .slowChat: (.after(wait), .chat)
            case .again: (isStatus ? .after(wait) : .unknown, .chat)
            case .mend: (.after(GraphBackoff.mending), .instance)
            case .template: (hasFallback ? .fallback : .never, .chat)
            case .giveUp: (.never, .chat)
            }
        return ChannelError(
            row.name, kind: row.kind, retry: retry, scope: scope, message: row.message, detail: summary)
    }

    /// For logs: numbers, the trace, and what is harmless of the title.
    var summary: String {
        let words = [
            code.map { "code \($0)" }, subcode.map { "subcode \($0)" }, status.map { "HTTP \($0)" },
            title.flatMap(PlainTitle.init).map { "\"\($0.text)\"" },
            trace.flatMap(Self.plainTrace).map { "trace \($0)" },
        ]
        return words.compactMap(\.self).joined(separator: ", ")
    }

    private static func plainTrace(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "-_".utf8.contains(byte)
        }
        return isPlain && (1...64).contains(text.utf8.count) ? text : nil
    }

    /// Each field is read by itself: one of a strange type loses none of the others.
    private struct Body: Decodable {
        struct Fields: Decodable {
            // As Meta spells them.
            var message: Lenient<String>?
            var code: Lenient<Int>?
            var error_subcode: Lenient<Int>?
            var fbtrace_id: Lenient<String>?
        }
        var error: Fields
    }

    private struct Lenient<Value: Decodable & LosslessStringConvertible>: Decodable {
        var value: Value?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            value = (try? container.decode(Value.self)) ?? (try? container.decode(String.self)).flatMap(Value.init)
        }
    }
}

import ChannelKit
import SeededRandom

/// Lines that a program might write, and what may not come of them.
enum FuzzedLines {
    static let deliveries: [String] = [
        Samples.deliver("[\(Samples.message("odd-1"))]", id: "odd"),
        Samples.deliver(
            "[\(Samples.message("odd-2", more: #","chat":"c","name":"Ada","thread":"t","sent_at":"2026-01-31T12:00:00Z","context":"k""#))]",
            id: "odd"),
        Samples.deliver(
            #"[{"event":"status","platform_id":"p9","reply":"12","state":"delivered"},{"event":"message","id":1,"user":2,"text":"é\ud83d\ude00"}]"#,
            id: "odd"),
        Samples.deliver("[\(Samples.message("odd-3", more: #","own":true"#))]", id: "odd"),
    ]

    private static let deepBrackets = String(repeating: "[", count: 5_000)
    private static let deepObjects: String =
        String(repeating: #"{"a":"#, count: 4_000) + "1" + String(repeating: "}", count: 4_001)

    private static let others: [String] = [
        Samples.hello, #"{"type":"receipt","id":"404.1","outcome":"sent","platform_ids":["p"]}"#,
        #"{"type":"receipt","id":"1.1","outcome":"retry","retry_after":1e999,"scope":"instance"}"#,
        #"{"type":"receipt","id":{},"outcome":[]}"#, #"{"type":"cursor","value":"9","id":"c"}"#,
        #"{"type":"cursor","value":{}}"#, #"{"type":"log","level":"loud","message":7}"#,
        #"{"type":"log","level":"info","message":"\u0000\u001b[31m"}"#, #"{"type":"pong"}"#, #"{"type":"dance"}"#,
        #"{"type":7}"#, "null", "[]", "", "Traceback (most recent call last):",
        #"{"type":"deliver","id":9007199254740993123,"events":[1e999,-1e999,null]}"#,
        #"{"type":"deliver","events":"# + deepBrackets, #"{"type":"deliver","id":"odd","events":"# + deepObjects,
    ]

    /// A line as no program should write one: whole bytes at random, or a good line with changes in it. Never the end of a line.
    static func odd(_ generator: inout SeededGenerator) -> [UInt8] {
        let line: [UInt8]
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: line = generator.bytes(upTo: 200)
        case 1: line = Array(generator.pick(others).utf8)
        case 2, 3: line = generator.mutated(Array(generator.pick(others).utf8))
        default: line = generator.mutated(Array(generator.pick(deliveries).utf8))
        }
        // Within max_line: what is longer ends the program, which is another test's.
        return line.prefix(32 << 10).map { $0 == 0x0A ? 0x20 : $0 }
    }

    /// What a store would not take, or the protocol does not allow.
    static func fault(in event: InboundEvent) -> String? {
        switch event {
        case .message(let message):
            guard case .identity(let identity) = message.sender else { return "no identity" }
            let names = [identity.id, message.id, message.address.rawValue]
            if names.contains(where: { !(1...255).contains($0.utf8.count) }) { return "a name's length" }
            let texts = names + [message.content, message.profile.name ?? "", message.replyContext ?? ""]
            if texts.contains(where: { $0.utf8.contains(0) }) { return "a zero" }
            if message.content.isEmpty { return "nothing to read" }
            if (message.replyContext?.utf8.count ?? 0) > 4_096 { return "a context's length" }
        case .status(let status):
            if !(1...255).contains(status.platformID.utf8.count) { return "a platform's id" }
            if (status.state == .failed) != (status.error != nil) { return "a failure without a reason" }
        default: return "an event of another kind"
        }
        return nil
    }
}

import ChannelKit
import SeededRandom
import Testing

@testable import WhatsAppChannel

/// Whatever is signed: no crash, and nothing that a store would not take. The seeds are fixed, so a finding can be
/// repeated; a few suites of cases run side by side.
@Suite("A fuzzed webhook") struct WebhookFuzzTests {
    private static let cases = 26_000

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `yields events within their limits, or none`(seed: UInt64) async throws {
        let channels = try ["106540352242922", "1122334455667"].map {
            try Samples.channel(Samples.with(("phone_number_id", $0), ("groups", "true")), log: nil)
        }
        // Without the white space of the pretty ones, a change hits something more often.
        let seeds = Fixture.all.map { $0.body.filter { $0 != 0x0A }.compacted }
        var generator = SeededGenerator(seed: seed)
        var messages = 0
        var statuses = 0
        for number in 0..<Self.cases {
            let original = generator.pick(seeds)
            let body = generator.chance(3) ? generator.spliced(original) : generator.mutated(original)
            let events = try await channels[number % 2].receive(Samples.delivery(bytes: body), from: .platform)
            for event in events {
                switch event {
                case .message(let message):
                    messages += 1
                    if let fault = Self.fault(in: message) { Issue.record("\(fault), seed \(seed), case \(number)") }
                case .status(let status):
                    statuses += 1
                    if !(1...512).contains(status.platformID.utf8.count) { Issue.record("case \(number)") }
                default: Issue.record("an event of another kind in case \(number)")
                }
            }
        }
        #expect(messages > Self.cases / 20)
        #expect(statuses > Self.cases / 100)
    }

    private static func fault(in message: InboundMessage) -> String? {
        guard case .identity(let identity) = message.sender else { return "no identity" }
        let names = [identity.id] + identity.aliases
        let texts = names + [message.id, message.content, message.address.rawValue, message.profile.name ?? ""]
        if texts.contains(where: { $0.utf8.contains(0) }) { return "a zero" }
        if names.contains(where: { !(1...256).contains($0.utf8.count) }) { return "a name's length" }
        if !(1...512).contains(message.id.utf8.count) { return "an id's length" }
        if message.content.utf8.count > 64 << 10 { return "a text's length" }
        if (message.handling == .answer) == message.content.isEmpty { return "asked for nothing, or not asked" }
        if message.address.rawValue.isEmpty { return "no address" }
        return nil
    }
}

extension [UInt8] {
    /// Without runs of spaces.
    fileprivate var compacted: [UInt8] {
        indices.compactMap { self[$0] == 0x20 && $0 > 0 && self[$0 - 1] == 0x20 ? nil : self[$0] }
    }
}

extension SeededGenerator {
    /// A value's text put in place of another: still JSON more often than not.
    fileprivate mutating func spliced(_ bytes: [UInt8]) -> [UInt8] {
        let values = [
            "null", "0", "-1", "\"\"", "{}", "[]", "\"\\u0000\"", "\"\\ud800\"", "true", "1e999", "\"group\"",
            "[[[[{}]]]]",
            "12345678901234567890", "\"x\"",
        ]
        let places = bytes.indices.filter { bytes[$0] == UInt8(ascii: ":") }
        guard !places.isEmpty else { return bytes }
        let start = pick(places) + 1
        let end = bytes[start...].firstIndex { [0x2C, 0x7D].contains($0) } ?? bytes.endIndex
        return Array(bytes[..<start]) + Array(pick(values).utf8) + Array(bytes[end...])
    }
}

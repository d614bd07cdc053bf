import ChannelKit
import LenientJSON
import SeededRandom
import Testing

@testable import ProcessChannel

@Suite("The events of a program's line") struct ProgramEventsTests {
    private func events(_ list: String) -> ProgramEvents { ProgramEvents(Samples.json(Samples.deliver(list))) }

    private func message(_ json: String) -> InboundMessage? {
        guard case .message(let message)? = events("[\(json)]").readable.first?.event else { return nil }
        return message
    }

    @Test func `take ids as texts and as numbers, however large`() {
        let number = "123456789012345678901234567890"
        let message = message(#"{"event":"message","id":\#(number),"user":7,"chat":1e400,"text":"hello"}"#)
        #expect(message?.id == number)
        #expect(message?.sender == .identity(Identity(id: "7")))
        #expect(message?.address == ChatAddress("1e400"))
    }

    @Test(arguments: [
        "null", "7", #""message""#, "[]", "{}", #"{"event":"message"}"#, #"{"event":"dance","id":"1"}"#,
        #"{"event":7,"id":"1","user":"u","text":"t"}"#, #"{"event":"message","id":"","user":"u","text":"t"}"#,
        #"{"event":"message","id":{},"user":"u","text":"t"}"#, #"{"event":"message","id":"1","user":[1],"text":"t"}"#,
        #"{"event":"message","id":"1","user":true,"text":"t"}"#, #"{"event":"message","id":"1","user":"u","text":7}"#,
        #"{"event":"message","id":"1","user":"u","text":""}"#, #"{"event":"message","id":"1","user":"u"}"#,
        #"{"event":"message","id":"1","user":"u","text":"t","chat":{}}"#,
        #"{"event":"message","id":"1","user":"u","text":"t","chat":""}"#,
        #"{"event":"message","id":"\#(String(repeating: "x", count: 256))","user":"u","text":"t"}"#,
        #"{"event":"message","id":"1","user":"u","text":"t","context":"\#(String(repeating: "x", count: 4_097))"}"#,
        #"{"event":"status","platform_id":"p","state":"eaten"}"#, #"{"event":"status","state":"sent"}"#,
        #"{"event":"status","platform_id":"p","state":["sent"]}"#,
    ]) func `that cannot be read are named by their place, and cost their siblings nothing`(odd: String) {
        let events = events("[\(Samples.message("first")),\(odd),\(Samples.message("last"))]")
        #expect(events.readable.map(\.index) == [0, 2])
        #expect(events.unreadable == [1])
    }

    @Test func `lose what of them is only an ornament, and stay messages`() {
        let message = message(
            Samples.message("1", more: #","name":{},"thread":[],"sent_at":"yesterday","context":9,"later":{"a":1}"#))
        #expect(message?.content == "hello" && message?.profile.name == nil && message?.sentAt == nil)
        #expect(message?.conversation == .current && message?.replyContext == nil)
    }

    @Test(arguments: ["", #","events":null"#, #","events":{}"#, #","events":"none""#, #","events":7"#])
    func `have to be a list, or the line is refused`(member: String) async throws {
        let line = Samples.json(#"{"type":"deliver","id":"d"\#(member)}"#)
        #expect(ProgramEvents(line).readable.isEmpty && !ProgramEvents(line).unreadable.isEmpty)
        try await Samples.inFolder { folder in
            let channel = try Samples.channel("true", in: folder)
            let error = await #expect(throws: ChannelError.self) {
                try await channel.receive(ProcessChannel.Delivery(line), from: .platform)
            }
            #expect(error?.kind == .invalid && error?.retry == .never)
        }
    }

    @Test func `are a hundred at most, and of a thousand more none is taken`() {
        let hundredAndOne = events("[" + (0...100).map { Samples.message("\($0)") }.joined(separator: ",") + "]")
        #expect(hundredAndOne.readable.count == 100 && hundredAndOne.unreadable == [100])
        let flood = events("[" + (0...1_000).map { Samples.message("\($0)") }.joined(separator: ",") + "]")
        #expect(flood.readable.isEmpty && flood.unreadable == [0])
    }

    @Test func `nested a hundred thousand deep are refused, and nothing else happens`() {
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(events("[\(deep),\(Samples.message("1"))]").readable.map(\.index) == [1])
        #expect(message(Samples.message("1", more: #","later":\#(deep)"#))?.id == "1")
        #expect(JSONReader.read(Array(repeating: UInt8(ascii: "["), count: 100_000)) == nil)
    }

    @Test func `in bytes that are no UTF-8 are read with a mark in their place`() {
        let line = Array(#"{"type":"deliver","id":"d","events":[{"event":"message","id":"1","user":"u","text":"a"#.utf8)
        let delivery = ProcessChannel.Delivery(line: line + [0xFF, 0xC0] + Array(#"b\ud800\u0000"}]}"#.utf8))
        guard let json = delivery.json, case .message(let message)? = ProgramEvents(json).readable.first?.event else {
            Issue.record("nothing was read")
            return
        }
        #expect(message.content.hasPrefix("a\u{FFFD}") && message.content.hasSuffix("b\u{FFFD}\u{FFFD}"))
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `of a fuzzed line are within their limits, or none`(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let lines = FuzzedLines.deliveries.map { Array($0.utf8) }
        try await Samples.inFolder { folder in
            let channel = try Samples.channel("true", in: folder)
            var taken = 0
            for number in 0..<10_000 {
                let line = generator.mutated(generator.pick(lines))
                // Refused as `invalid`, or taken: there is no third.
                guard let events = try? await channel.receive(ProcessChannel.Delivery(line: line), from: .platform)
                else {
                    continue
                }
                taken += 1
                for event in events {
                    if let fault = FuzzedLines.fault(in: event) {
                        Issue.record("\(fault), seed \(seed), line \(number)")
                    }
                }
            }
            #expect(taken > 500)
        }
    }
}

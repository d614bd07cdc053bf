import ChannelKit
import Foundation
import LenientJSON
import SeededRandom
import Synchronization
import Testing

@testable import ProcessChannel

/// Programs that write what they like, behind a real pipe.
@Suite("The lines of a foreign program", .timeLimit(.minutes(3))) struct LinesTests {
    /// Writes what the file holds, and keeps what it is told. Its output stays open: where that ends, the program does.
    private static let script = #"cat "$0/lines"; exec 5>&1; exec cat > "$0/answers""#

    /// What reaches the runtime, until it is the last.
    private final class Runtime: Sendable {
        let ids = Mutex<[String]>([])
        let faults = Mutex<[String]>([])
        private let ended = AsyncStream.makeStream(of: Void.self)

        func deliver(to channel: ProcessChannel) -> Deliver<ProcessChannel.Delivery> {
            Deliver { delivery throws(ChannelError) in
                let events = try await channel.receive(delivery, from: .platform)
                for event in events {
                    if let fault = FuzzedLines.fault(in: event) { self.faults.withLock { $0.append(fault) } }
                    guard case .message(let message) = event else { continue }
                    self.ids.withLock { $0.append(message.id) }
                    if message.id == "end" { self.ended.continuation.finish() }
                }
                return events.map { _ in .noted }
            }
        }

        func waitForTheEnd() async { for await _ in ended.stream {} }
    }

    /// Runs one life of a program that writes these lines, until the message `end` has come.
    private func run(_ lines: [[UInt8]], in folder: URL) async throws -> Runtime {
        try Data(lines.flatMap { $0 + [0x0A] }).write(to: folder.appending(path: "lines"))
        let channel = try Samples.channel(Self.script, in: folder)
        let runtime = Runtime()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await channel.run(deliver: runtime.deliver(to: channel)) }
            group.addTask { await runtime.waitForTheEnd() }
            // Whichever is first: the end has come, or the program was given up, which throws.
            _ = try await group.next()
            group.cancelAll()
            try await group.waitForAll()
        }
        return runtime
    }

    private func sound(_ id: String) -> [UInt8] { Array(Samples.deliver("[\(Samples.message(id))]", id: id).utf8) }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `that make no sense cost none of those that do`(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        var lines = [Array(Samples.hello.utf8)]
        for number in 0..<120 {
            for _ in 0..<Int.random(in: 0...5, using: &generator) { lines.append(FuzzedLines.odd(&generator)) }
            lines.append(sound("sound-\(number)"))
        }
        lines.append(sound("end"))
        try await Samples.inFolder { folder in
            let runtime = try await run(lines, in: folder)
            let ids = runtime.ids.withLock { $0 }.filter { $0.hasPrefix("sound-") }
            #expect(ids == (0..<120).map { "sound-\($0)" }, "seed \(seed)")
            #expect(runtime.faults.withLock { $0 } == [])
            let answers = try Data(contentsOf: folder.appending(path: "answers")).split(separator: 0x0A)
            #expect(answers.allSatisfy { $0.count <= 64 << 10 && JSONReader.read(Array($0))?.isObject == true })
            let accepted = answers.compactMap { JSONReader.read(Array($0)) }
                .filter { $0["type"]?.text == "accepted" }.compactMap { $0["id"]?.text }
            #expect(Set(ids).isSubset(of: accepted), "each is told that it is durable")
        }
    }

    @Test func `may be twenty in a row that are none of the protocol, and no more`() async throws {
        let odd = (0..<20).map { Array("line \($0) of a traceback".utf8) }
        try await Samples.inFolder { folder in
            let runtime = try await run([Array(Samples.hello.utf8)] + odd + [sound("end")], in: folder)
            #expect(runtime.ids.withLock { $0 } == ["end"])
        }
        try await Samples.inFolder { folder in
            let error = await #expect(throws: ChannelError.self) {
                _ = try await run([Array(Samples.hello.utf8)] + odd + odd + [sound("end")], in: folder)
            }
            #expect(error?.code == "not_the_protocol")
        }
    }

    @Test(arguments: [64 << 10, (64 << 10) + 1]) func `may be as long as max_line, and no longer`(length: Int)
        async throws
    {
        // A name so long is left out; the message is not.
        func line(_ name: String) -> [UInt8] {
            Array(Samples.deliver("[\(Samples.message("long", more: #","name":"\#(name)""#))]").utf8)
        }
        let long = line(String(repeating: "x", count: length - line("").count))
        #expect(long.count == length)
        try await Samples.inFolder { folder in
            let lines = [Array(Samples.hello.utf8), long, sound("end")]
            guard length > 64 << 10 else {
                let runtime = try await run(lines, in: folder)
                #expect(runtime.ids.withLock { $0 } == ["long", "end"])
                return
            }
            let error = await #expect(throws: ChannelError.self) { _ = try await run(lines, in: folder) }
            #expect(error?.code == "line_too_long")
        }
    }

    @Test func `before the hello are no deliveries, and a hello that is no list of versions is none`() async throws {
        try await Samples.inFolder { folder in
            let runtime = try await run(
                [sound("early"), Array(#"{"type":"hello","protocol":[{},"x",1e999,1]}"#.utf8), sound("end")], in: folder
            )
            #expect(runtime.ids.withLock { $0 } == ["end"])
        }
        for protocols in ["[]", "{}", "null", "[2]", "99999999999999999999"] {
            try await Samples.inFolder { folder in
                let error = await #expect(throws: ChannelError.self) {
                    _ = try await run(
                        [Array(#"{"type":"hello","protocol":\#(protocols)}"#.utf8), sound("end")], in: folder)
                }
                #expect(error?.code == "protocol_version")
            }
        }
    }

    @Test func `that are receipts of other replies, or of none, settle nothing`() async throws {
        let script = #"""
            echo '{"type":"hello","protocol":1}'
            echo '{"type":"deliver","id":"d","events":[{"event":"message","id":"end","user":"u","text":"t"}]}'
            while read -r line; do
                case "$line" in
                *'"type":"reply"'*'"id":"7.1"'*|*'"id":"7.1"'*'"type":"reply"'*)
                    echo '{"type":"receipt","id":"404.1","outcome":"never"}'
                    echo '{"type":"receipt","id":{},"outcome":"never"}'
                    echo '{"type":"receipt","id":7.1e0,"outcome":"never"}'
                    echo '{"type":"receipt","outcome":"never"}'
                    echo '{"type":"receipt","id":"7.1","outcome":"sent","platform_ids":["p"]}'
                    echo '{"type":"receipt","id":"7.1","outcome":"never"}' ;;
                *'"id":"8.1"'*) echo '{"type":"receipt","id":"8.1","outcome":{"sent":true}}' ;;
                esac
            done
            """#
        try await Samples.inFolder { folder in
            let channel = try Samples.channel(script, in: folder)
            let runtime = Runtime()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await channel.run(deliver: runtime.deliver(to: channel)) }
                await runtime.waitForTheEnd()
                let address = ReplyAddress(chat: "u")
                let receipt = try await channel.reply(Reply(id: ReplyID(7), body: .text("hello")), to: address)
                #expect(receipt.platformIDs == ["p"])
                let error = await #expect(throws: ChannelError.self) {
                    try await channel.reply(Reply(id: ReplyID(8), body: .text("hello")), to: address)
                }
                #expect(error?.retry == .unknown)
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }
}

import ChannelKit
import ChannelTesting
import Foundation
import Glibc
import Synchronization
import Testing

@testable import StdioChannel

@Suite("The stdio channel keeps what every channel promises")
struct ConformanceTests {
    @Test("A promise of every channel", arguments: ChannelPromise.all(of: StdioSpecimen()))
    func promise(_ promise: ChannelPromise) async throws { try await promise.run() }
}

/// Lines of JSON, a pipe for them, and a pipe on which the replies come.
struct StdioSpecimen: ChannelSpecimen {
    typealias Subject = StdioChannel

    /// Whoever reads what the channel writes: what they have read, they have taken.
    final class Reader: ScriptedPlatform {
        let pipe: TestPipe
        let input: TestPipe
        private let read = Mutex<(rest: [UInt8], taken: [SentReply])>(([], []))

        init() throws {
            pipe = try TestPipe()
            input = try TestPipe()
            _ = fcntl(pipe.readEnd.number, F_SETFL, O_NONBLOCK)
        }

        func script(_ answers: [PlatformAnswer]) {}
        func stop() async {}

        var taken: [SentReply] {
            read.withLock { read in
                var buffer = [UInt8](repeating: 0, count: 1 << 16)
                while case let count = Glibc.read(pipe.readEnd.number, &buffer, buffer.count), count > 0 {
                    read.rest += buffer[..<count]
                }
                while let end = read.rest.firstIndex(of: 0x0A) {
                    if let reply = Self.reply(in: read.rest[..<end]) { read.taken.append(reply) }
                    read.rest.removeSubrange(...end)
                }
                return read.taken
            }
        }

        private static func reply(in line: ArraySlice<UInt8>) -> SentReply? {
            guard let json = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any],
                let text = json["text"] as? String, let user = json["user"] as? String
            else { return nil }
            return SentReply(chat: Int(user.dropFirst(7)) ?? -1, text: text, reply: json["id"] as? String)
        }
    }

    func makePlatform() async throws -> Reader { try Reader() }
    func settings(on platform: Reader) -> String { "format: jsonl" }
    var secrets: [String] { [] }
    var caller: Caller { .listens }

    func instance(
        settings: StdioChannel.Settings, context: ChannelContext, on platform: Reader
    ) throws(ChannelError) -> StdioChannel {
        StdioChannel(
            settings: settings, context: context,
            descriptors: .init(input: platform.input.readEnd.number, output: platform.pipe.writeEnd.number))
    }

    func delivery(of messages: [SampleMessage], on stage: Stage<Self>) async throws -> StdioChannel.Line? {
        guard messages.count == 1, let message = messages.first else { return nil }
        return StdioChannel.Line(number: message.number, content: .text(line(message)))
    }

    /// A line that was read is nowhere else.
    var loop: LoopKind? { .forgets }

    func feed(_ messages: [SampleMessage], on platform: Reader) async throws {
        try await platform.input.writeEnd.send(Array(messages.map { line($0) + "\n" }.joined().utf8))
    }

    private func line(_ message: SampleMessage) -> String {
        #"{"id":"m\#(message.number)","user":"person-\#(message.chat)","text":\#(JSONText.quoted(message.text))}"#
    }

    func faultySettings(on platform: Reader) -> [Named<String>] { [Named("format", "format: xml")] }

    var absences: [Absence: String] {
        [.batches: "a line holds one message", .echoes: "what the bot writes goes another way than what it reads"]
    }

    /// A pipe takes what is written to it, or is closed.
    var unknownAnswers: Set<PlatformAnswer> { Set(PlatformAnswer.allCases).subtracting([.takes]) }
}

import ChannelKit
import ChannelTesting
import Foundation
import Testing

@testable import ProcessChannel

@Suite("The process channel keeps what every channel promises")
struct ConformanceTests {
    @Test("A promise of every channel", arguments: ChannelPromise.all(of: ProcessSpecimen()))
    func promise(_ promise: ChannelPromise) async throws { try await promise.run() }
}

/// A program in Python that does with each reply what a script says.
struct ProcessSpecimen: ChannelSpecimen {
    typealias Subject = ProcessChannel

    /// The folder that the program reads its script from and writes what it has taken to.
    struct Folder: ScriptedPlatform {
        let url: URL

        init() throws {
            url = FileManager.default.temporaryDirectory.appending(path: "process-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        }

        func script(_ answers: [PlatformAnswer]) {
            let words = answers.map { "\($0)" }.joined(separator: "\n")
            try? Data(words.utf8).write(to: url.appending(path: "script"))
        }

        var taken: [SentReply] {
            let lines = (try? Data(contentsOf: url.appending(path: "taken")))?.split(separator: 0x0A) ?? []
            return lines.compactMap { line in
                guard let json = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: String],
                    let chat = json["chat"], let text = json["text"]
                else { return nil }
                return SentReply(
                    chat: Int(chat.dropFirst(7)) ?? -1, text: text, platformID: json["id"] ?? "", reply: json["reply"])
            }
        }

        func stop() async { try? FileManager.default.removeItem(at: url) }
    }

    private let secret = "the-secret-of-the-program"

    func makePlatform() async throws -> Folder { try Folder() }

    func settings(on platform: Folder) -> String {
        let program = Bundle.module.bundlePath + "/platform.py"
        return """
            command: ["/usr/bin/env", "python3", "\(program)", "\(platform.url.path)"]
            environment: [PATH]
            secrets: {TOKEN: \(secret)}
            """
    }

    var secrets: [String] { [secret] }

    func delivery(of messages: [SampleMessage], on stage: Stage<Self>) async throws -> ProcessChannel.Delivery? {
        ProcessChannel.Delivery(line: line(messages.map { event($0) }))
    }

    func echoes(of message: SampleMessage, on stage: Stage<Self>) async throws -> [Named<ProcessChannel.Delivery>] {
        [Named("its own message", ProcessChannel.Delivery(line: line([event(message, rest: #","own":true"#)])))]
    }

    func report(
        _ state: DeliveryStatus.State, on reply: SentReply, on stage: Stage<Self>
    ) async throws -> ProcessChannel.Delivery? {
        let event =
            #"{"event":"status","platform_id":"\#(reply.platformID)","reply":"\#(reply.reply ?? "")","state":"\#(state)"}"#
        return ProcessChannel.Delivery(line: line([event]))
    }

    var loop: LoopKind? { .recalls }

    /// The program brings each line of the file until it is accepted.
    func feed(_ messages: [SampleMessage], on platform: Folder) async throws {
        let file = platform.url.appending(path: "feed")
        let fed = (try? Data(contentsOf: file)) ?? Data()
        try (fed + Data(messages.map { event($0) + "\n" }.joined().utf8)).write(to: file, options: .atomic)
    }

    func faultySettings(on platform: Folder) -> [Named<String>] {
        [
            Named("command", "command: []"), Named("max_line", "command: [cat]\nmax_line: 1"),
            Named("hello_timeout", "command: [cat]\nhello_timeout: soon"),
        ]
    }

    private func event(_ message: SampleMessage, rest: String = "") -> String {
        let time = message.sentAt.formatted(.iso8601)
        return #"{"event":"message","id":"m\#(message.number)","user":"person-\#(message.chat)","sent_at":"\#(time)","#
            + #""text":\#(JSONText.quoted(message.text))\#(rest)}"#
    }

    private func line(_ events: [String]) -> [UInt8] {
        Array(#"{"type":"deliver","id":"d","events":[\#(events.joined(separator: ","))]}"#.utf8)
    }
}

import ChannelKit
import ChannelTesting
import Foundation
import Testing

@testable import ProcessChannel

@Suite("The example in Python keeps what every channel promises")
struct ExampleTests {
    @Test("A promise of every channel", arguments: ChannelPromise.all(of: FolderChatSpecimen()))
    func promise(_ promise: ChannelPromise) async throws { try await promise.run() }
}

/// `Examples/process/folder_chat.py` as it is: a file that people write to, and one that the answers are in.
struct FolderChatSpecimen: ChannelSpecimen {
    typealias Subject = ProcessChannel

    private static let program = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Examples/process/folder_chat.py").path

    struct Folder: ScriptedPlatform {
        let url: URL

        init() throws {
            url = FileManager.default.temporaryDirectory.appending(path: "folder-chat-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        }

        func script(_ answers: [PlatformAnswer]) {}

        /// Lines such as `#12 person-0: hello`.
        var taken: [SentReply] {
            let text = (try? String(contentsOf: url.appending(path: "out.txt"), encoding: .utf8)) ?? ""
            return text.split(separator: "\n").compactMap { line in
                let parts = line.split(separator: " ", maxSplits: 2)
                guard parts.count == 3, let chat = Int(parts[1].dropFirst("person-".count).dropLast()) else {
                    return nil
                }
                let id = String(parts[0].dropFirst())
                return SentReply(chat: chat, text: String(parts[2]), platformID: id, reply: id)
            }
        }

        func stop() async { try? FileManager.default.removeItem(at: url) }
    }

    func makePlatform() async throws -> Folder { try Folder() }

    func settings(on platform: Folder) -> String {
        """
        command: ["/usr/bin/env", "python3", "\(Self.program)"]
        options: {folder: "\(platform.url.path)"}
        """
    }

    var secrets: [String] { [] }

    func delivery(of messages: [SampleMessage], on stage: Stage<Self>) async throws -> ProcessChannel.Delivery? {
        let events = messages.map { message in
            #"{"event":"message","id":"m\#(message.number)","user":"person-\#(message.chat)","#
                + #""text":\#(JSONText.quoted(message.text))}"#
        }
        return delivery(of: events)
    }

    func report(
        _ state: DeliveryStatus.State, on reply: SentReply, on stage: Stage<Self>
    ) async throws -> ProcessChannel.Delivery? {
        delivery(of: [#"{"event":"status","platform_id":"\#(reply.platformID)","state":"\#(state)"}"#])
    }

    private func delivery(of events: [String]) -> ProcessChannel.Delivery {
        ProcessChannel.Delivery(line: Array(Samples.deliver("[\(events.joined(separator: ","))]").utf8))
    }

    var loop: LoopKind? { .recalls }

    func feed(_ messages: [SampleMessage], on platform: Folder) async throws {
        let file = platform.url.appending(path: "in.txt")
        let lines = messages.map { "person-\($0.chat): \($0.text)\n" }.joined()
        let written = (try? Data(contentsOf: file)) ?? Data()
        try (written + Data(lines.utf8)).write(to: file, options: .atomic)
    }

    func faultySettings(on platform: Folder) -> [Named<String>] {
        [Named("options", "command: [cat]\noptions: [folder]")]
    }

    var absences: [Absence: String] { [.echoes: "it reads one file and writes another"] }

    /// A folder takes what is written to it.
    var unknownAnswers: Set<PlatformAnswer> { Set(PlatformAnswer.allCases).subtracting([.takes]) }
}

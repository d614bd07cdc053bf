import ChannelKit
import Logging

@testable import StdioChannel

/// A channel between two pipes.
struct Console: Sendable {
    let input: TestPipe
    let output: TestPipe
    let channel: StdioChannel

    init(_ settings: StdioChannel.Settings = StdioChannel.Settings(user: "ann")) throws {
        input = try TestPipe()
        output = try TestPipe()
        channel = StdioChannel(
            settings: settings, context: .test,
            descriptors: StdioChannel.Descriptors(input: input.readEnd.number, output: output.writeEnd.number))
    }

    /// Plays the runtime for a whole input, and returns everything that was written.
    static func conversation(
        _ input: some Sequence<UInt8> & Sendable,
        settings: StdioChannel.Settings = StdioChannel.Settings(user: "ann"),
        admit: @escaping @Sendable (InboundMessage) throws(ChannelError) -> Admission = { _ in .noted },
        answer: @escaping @Sendable (InboundMessage) async -> Reply.Body = { .text("You said: " + $0.content) }
    ) async throws -> [String] {
        let console = try Console(settings)
        return try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask {
                try await console.input.writeEnd.sendAll(input)
                return nil
            }
            group.addTask { try await console.output.readEnd.everything() }
            try await FakeRuntime(console.channel, admit: admit, answer: answer).serve()
            console.output.writeEnd.shut()
            var written = ""
            for try await text in group { written += text ?? "" }
            return written.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast()
        }
    }
}

extension ChannelContext {
    static var test: ChannelContext {
        ChannelContext(
            instance: "console", installation: "test", logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            cursor: NoCursor())
    }
}

private struct NoCursor: ChannelCursor {
    func load() async throws(ChannelError) -> String? { nil }
    func save(_ value: String) async throws(ChannelError) {}
}

import ChannelKit
import FakeGraph
import Logging
import Synchronization

@testable import WhatsAppChannel

/// A channel that sends to a fake Graph, and what it logs.
struct SendingBench {
    static let token = "EAAGm0PX4ZCpsBA-not-a-real-token"
    static let person: ChatAddress = "+16505551234"

    let graph: FakeGraph
    let channel: WhatsAppChannel
    let log: LogLines

    /// Runs a test against a fake of its own. `settings` come on top of the required ones and win over them.
    static func run(
        _ settings: [(String, String)] = [], port: Int = 0,
        _ test: (SendingBench) async throws -> Void
    ) async throws {
        var account = FakeGraph.Account()
        account.token = token
        let graph = try await FakeGraph.start(account, port: port)
        let log = LogLines()
        let values = [("access_token", token), ("graph_url", graph.url)] + settings
        let kept = Samples.required.filter { key, _ in !values.contains { $0.0 == key } }
        let newest = values.enumerated().filter { index, value in
            !values[(index + 1)...].contains { $0.0 == value.0 }
        }
        do {
            let channel = try Samples.channel(kept + newest.map(\.element), logger: log.logger)
            try await test(SendingBench(graph: graph, channel: channel, log: log))
        } catch {
            try await graph.stop()
            throw error
        }
        try await graph.stop()
    }

    @discardableResult func send(
        _ text: String = "Hello!", to address: ChatAddress = person, id: Int64 = 42,
        _ change: (inout Reply) -> Void = { _ in }
    ) async throws(ChannelError) -> Receipt {
        var reply = Reply(id: ReplyID(id), body: .text(text), inReplyTo: "wamid.question")
        change(&reply)
        return try await channel.reply(reply, to: ReplyAddress(chat: address))
    }

    /// The error that a send ends with; nil where it was accepted.
    func failure(
        to address: ChatAddress = person, text: String = "Hello!", _ change: (inout Reply) -> Void = { _ in }
    ) async -> ChannelError? {
        do throws(ChannelError) {
            try await send(text, to: address, change)
            return nil
        } catch {
            return error
        }
    }
}

/// Every line that was logged, at whatever level, with its metadata.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    var logger: Logger {
        Logger(label: "test") { _ in Handler(lines: self) }
    }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let pairs = metadata.merging(event.metadata ?? [:]) { $1 }
            lines.lines.withLock { $0.append("\(event.level) \(event.message) \(pairs)") }
        }
    }
}

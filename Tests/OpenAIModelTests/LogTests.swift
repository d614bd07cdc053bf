import BotModel
import FakeOpenAI
import Logging
import Synchronization
import Testing

@testable import OpenAIModel

@Suite struct LogTests {
    private final class Lines: Sendable {
        private let all = Mutex<[String]>([])
        var list: [String] { all.withLock { $0 } }
        func add(_ line: String) { all.withLock { $0.append(line) } }
    }

    private struct Handler: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            lines.add("\(event.message) \(all.sorted { $0.key < $1.key })")
        }
    }

    /// What is logged for a question that is asked twice.
    private func lines(_ level: Logger.Level) async throws -> [String] {
        let lines = Lines()
        let logger = Logger(label: "test") { _ in Handler(lines: lines, logLevel: level) }
        return try await Fixture.with(
            [.status(500, message: "words of the upstream"), .reply("An answer.")], logger: logger
        ) {
            _ = try await $0.ask("a question")
            return lines.list
        }
    }

    @Test func `the upstream's request id is logged at debug, beside the turn`() async throws {
        let lines = try await lines(.debug)
        #expect(lines.contains { $0.contains("req_fake") && $0.contains("turn-1") })
    }

    @Test func `a further call is logged by default`() async throws {
        let lines = try await lines(.info)
        #expect(lines.count == 1)
        #expect(lines.first?.contains("failed") == true)
    }

    @Test(arguments: [Logger.Level.info, .trace]) func `neither the key nor what was said is in a log`(
        _ level: Logger.Level
    ) async throws {
        let all = try await lines(level).joined(separator: "\n")
        for secret in ["sk-test-secret", "a question", "An answer.", "words of the upstream"] {
            #expect(!all.contains(secret))
        }
    }
}

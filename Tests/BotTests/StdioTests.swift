import BotHarness
import FakeOpenAI
import Foundation
import GRDB
import Testing

/// The stdio channel in the real program, through real pipes.
@Suite(.timeLimit(.minutes(5)))
struct StdioTests {
    private static func configuration(home: BotProcess.Home, model: String? = nil, format: String = "jsonl") -> String {
        let provider =
            model.map { "provider: openai, base_url: \"\($0)\", api_key: sk, name: fake, max_retries: 0" }
            ?? "provider: echo"
        return """
            admin: { port: 0 }
            store: { url: "sqlite:\(home.database)" }
            model: { \(provider), timeout: 30s }
            channels:
              console: { type: stdio, format: \(format) }
            """
    }

    private func run(
        _ input: String, home: BotProcess.Home, model: String? = nil, format: String = "jsonl"
    ) async throws -> (status: BotProcess.Status, lines: [String]) {
        let file = try home.write(Self.configuration(home: home, model: model, format: format))
        let bot = try BotProcess(["run", "--config", file, "--log-level", "warning"])
        try bot.write(input)
        try bot.closeInput()
        let lines = await bot.standardOutput.end()
        return (await bot.status(), lines)
    }

    private func object(_ line: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }

    @Test func `every line gets exactly one line back, also the bad ones, and then the bot ends with 0`() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let result = try await run(
            """
            {"text":"one","id":"a"}
            not json
            {"text":"two","id":"b"}
            {"nothing":true}

            """, home: home)
        #expect(result.status == .exited(0))
        let objects = try result.lines.map(object)
        #expect(objects.count == 4)
        let replies = objects.filter { $0["type"] as? String == "reply" }
        #expect(replies.compactMap { $0["in_reply_to"] as? String } == ["a", "b"])
        #expect(replies.compactMap { $0["text"] as? String } == ["one", "two"])
        let errors = objects.filter { $0["type"] as? String == "error" }
        #expect(Set(errors.compactMap { $0["line"] as? Int }) == [2, 4])
    }

    @Test func `replies of one user come in the order of that user's lines, and users do not wait for one another`()
        async throws
    {
        let model = try await FakeOpenAI.start()
        model.setDefault(
            .choose { request in
                let text = request.lastUserMessage
                return .reply(text, latency: text.hasPrefix("slow") ? .milliseconds(400) : .zero)
            })
        let home = try BotProcess.Home()
        defer { home.remove() }
        var input = ""
        for number in 0..<10 { input += #"{"text":"slow \#(number)","user":"ada"}"# + "\n" }
        for number in 0..<10 { input += #"{"text":"quick \#(number)","user":"bob"}"# + "\n" }
        let result = try await run(input, home: home, model: model.baseURL)
        let texts = try result.lines.map { try object($0)["text"] as? String ?? "" }
        #expect(texts.filter { $0.hasPrefix("slow") } == (0..<10).map { "slow \($0)" })
        #expect(texts.filter { $0.hasPrefix("quick") } == (0..<10).map { "quick \($0)" })
        #expect(texts.last == "slow 9")
        try await model.stop()
    }

    @Test func `a repeated id gets its stored reply again, without a second turn`() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let line = #"{"text":"only once","id":"x"}"# + "\n"
        #expect(try await run(line, home: home).lines.count == 1)
        let again = try await run(line + line, home: home)
        #expect(again.status == .exited(0))
        #expect(try again.lines.map { try object($0)["text"] as? String } == ["only once", "only once"])
        let rows = try await DatabaseQueue(path: home.database).read { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM messages WHERE role = 'user'")
        }
        #expect(rows == 1)
    }

    @Test func `a model that fails is an error line for its message, and reading goes on`() async throws {
        let model = try await FakeOpenAI.start()
        model.script([.badKey, .reply("fine")])
        let home = try BotProcess.Home()
        defer { home.remove() }
        let input = #"{"text":"one","id":"a"}"# + "\n" + #"{"text":"two","id":"b"}"# + "\n"
        let result = try await run(input, home: home, model: model.baseURL)
        let objects = try result.lines.map(object)
        #expect(objects.compactMap { $0["in_reply_to"] as? String } == ["a", "b"])
        #expect(objects.compactMap { $0["type"] as? String } == ["error", "reply"])
        #expect(objects.first?["code"] as? String == "model_failed")
        try await model.stop()
    }

    @Test func `text in, text out`() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let result = try await run("hello\nworld\n", home: home, format: "text")
        #expect(result.status == .exited(0))
        #expect(result.lines == ["hello", "world"])
    }

    @Test func `a reader that goes away ends the bot quietly, and what it missed is written at the next start`()
        async throws
    {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let file = try home.write(Self.configuration(home: home))
        let command = """
            (for i in 1 2 3 4 5 6 7 8; do echo '{"text":"line '$i'","id":"'$i'"}'; done; sleep 0.2; \
            echo '{"text":"last","id":"last"}') | '\(BotProcess.executable.path)' run --config '\(file)' \
            --log-level error | head -n 1; echo "status ${PIPESTATUS[1]}"
            """
        let shell = try BotProcess(["-c", command], executable: URL(filePath: "/bin/bash"))
        let text = await shell.standardOutput.end().joined(separator: "\n")
        let complaints = await shell.log.end().joined(separator: "\n")
        #expect(text.contains("status 0"), "\(text) \(complaints)")
        #expect(!complaints.lowercased().contains("fatal"))

        let next = try await run("", home: home)
        let texts = try next.lines.map { try object($0)["text"] as? String ?? "" }
        #expect(Set(texts).isSubset(of: Set((1...8).map { "line \($0)" } + ["last"])))
        let rows = try await DatabaseQueue(path: home.database).read { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM inbox WHERE state IN ('queued', 'running')")
        }
        #expect(rows == 0)
    }
}

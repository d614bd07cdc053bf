import BotHarness
import FakeOpenAI
import Foundation
import Testing

/// `bot inbox` and `bot outbox`, on the rows of a store.
@Suite("Operators look after the inbox and the outbox", .timeLimit(.minutes(5)))
struct QueueCommandTests {
    private func run(_ arguments: String..., on home: BotProcess.Home) async throws -> Bots.Ended {
        try await Bots.run(arguments + ["--config", home.folder.appending(path: "bot.yaml").path])
    }

    private func objects(_ ended: Bots.Ended) throws -> [[String: Any]] {
        try #require(try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [[String: Any]])
    }

    private func object(_ ended: Bots.Ended) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any])
    }

    @Test("the inbox lists what waits and what failed, with every name that programs read")
    func inboxList() async throws {
        try await Rows.prepared { home, rows in
            let listed = try objects(try await run("inbox", "list", "--json", on: home))
            #expect(listed.map { $0["id"] as? String } == [rows.failed, rows.queued])
            let failed = try #require(listed.first)
            #expect(failed["channel"] as? String == "support")
            #expect(failed["state"] as? String == "failed")
            #expect(failed["attempts"] as? Int == 1)
            #expect(failed["created_at"] as? String == "2026-01-01T00:00:00.000Z")
            #expect((failed["age"] as? Int ?? 0) > 0)
            #expect(failed["user_id"] is String)
            #expect(failed["rule"] is NSNull)
            #expect(failed["by_hand"] as? Bool == false)
            let error = try #require(failed["last_error"] as? [String: Any])
            #expect(error["code"] as? String == "model_failed")
            #expect(error["message"] as? String == "The model failed.")
            #expect(listed.last?["last_error"] is NSNull)
        }
    }

    @Test("the outbox lists recipients, what each reply answers, and how often its fate was unknown")
    func outboxList() async throws {
        try await Rows.prepared { home, rows in
            let listed = try objects(try await run("outbox", "list", "--json", on: home))
            #expect(listed.map { $0["id"] as? String } == [rows.dead, rows.pending])
            let dead = try #require(listed.first)
            #expect(dead["state"] as? String == "dead")
            #expect(dead["recipient"] as? String == "+15550001")
            #expect(dead["in_reply_to"] as? String == "first")
            #expect(dead["uncertain"] as? Int == 1)
            #expect((dead["last_error"] as? [String: Any])?["code"] as? String == "window_closed")
        }
    }

    @Test("a list is narrowed by state, and paged")
    func narrowing() async throws {
        try await Rows.prepared { home, rows in
            let queued = try objects(try await run("inbox", "list", "--json", "--state", "queued", on: home))
            #expect(queued.map { $0["id"] as? String } == [rows.queued])
            let first = try objects(try await run("outbox", "list", "--json", "--limit", "1", on: home))
            #expect(first.map { $0["id"] as? String } == [rows.dead])
            let next = try objects(try await run("outbox", "list", "--json", "--after", rows.dead, on: home))
            #expect(next.map { $0["id"] as? String } == [rows.pending])
            for wrong in [["--state", "dead"], ["--after", "x"], ["--limit", "0"]] {
                let ended = try await Bots.run(["inbox", "list", "--config", "x.yaml"] + wrong)
                #expect(ended.status == .exited(64), "\(wrong)")
            }
        }
    }

    @Test("people see the age, the attempts, the last error, the channel and the user")
    func tables() async throws {
        try await Rows.prepared { home, rows in
            let inbox = try await run("inbox", "list", on: home).output.split(separator: "\n")
            #expect(inbox.count == 3)
            for word in ["ID", "CHANNEL", "USER ID", "STATE", "ATTEMPTS", "AGE", "LAST ERROR"] {
                #expect(inbox[0].contains(word))
            }
            #expect(inbox[1].hasPrefix(rows.failed) && inbox[1].contains("model_failed: The model failed."))
            let outbox = try await run("outbox", "list", on: home).output.split(separator: "\n")
            #expect(outbox.count == 3 && outbox[1].contains("+15550001"))
            #expect(try await run("inbox", "list", "--state", "merged", on: home).output == "none")
        }
    }

    @Test("one row is shown with its text, and what could steer a terminal is not")
    func show() async throws {
        try await Rows.prepared { home, rows in
            let text = try await run("inbox", "show", rows.failed, on: home)
            #expect(text.status == .exited(0))
            #expect(text.output.hasSuffix("\n\nwhat now\\u{1b}[2J?\nplease"))
            #expect(text.output.contains("status 500"))
            let message = try object(try await run("inbox", "show", "--json", rows.failed, on: home))
            #expect(message["text"] as? String == Rows.question)
            #expect(message["message_id"] as? String == "third")
            let reply = try object(try await run("outbox", "show", "--json", rows.dead, on: home))
            #expect(reply["text"] as? String == "an answer")
            #expect(reply["platform_ids"] as? [String] == [])
        }
    }

    @Test("a failed message is queued again, marked as one by hand")
    func retryMessage() async throws {
        try await Rows.prepared { home, rows in
            let ended = try await run("inbox", "retry", rows.failed, on: home)
            #expect(ended.status == .exited(0))
            #expect(ended.output == "message \(rows.failed) retried: it is queued")
            let message = try object(try await run("inbox", "show", "--json", rows.failed, on: home))
            #expect(message["by_hand"] as? Bool == true)
        }
    }

    @Test("a dead letter is sent again")
    func retryReply() async throws {
        try await Rows.prepared { home, rows in
            let ended = try await run("outbox", "retry", rows.dead, on: home)
            #expect(ended.status == .exited(0))
            #expect(ended.output == "reply \(rows.dead) retried: it is pending")
        }
    }

    @Test("messages are dropped, several at once")
    func dropMessages() async throws {
        try await Rows.prepared { home, rows in
            let ended = try await run("inbox", "drop", rows.failed, rows.queued, on: home)
            #expect(ended.status == .exited(0))
            #expect(
                ended.output
                    == [rows.failed, rows.queued].map { "message \($0) dropped: it is cancelled" }
                    .joined(separator: "\n"))
            #expect(try objects(try await run("inbox", "list", "--json", on: home)).isEmpty)
        }
    }

    @Test("a pending reply becomes a dead letter and a dead letter is deleted, but one command does not do both")
    func dropReplies() async throws {
        try await Rows.prepared { home, rows in
            let first = try await run("outbox", "drop", rows.pending, rows.pending, on: home)
            #expect(first.status == .exited(0))
            #expect(first.output == "reply \(rows.pending) dropped: it is dead")
            let second = try await run("outbox", "drop", rows.pending, on: home)
            #expect(second.output == "reply \(rows.pending) dropped: it is deleted")
        }
    }

    @Test("what cannot be done is said with the state and a way on, the rest is done, and the code is 64")
    func refusals() async throws {
        try await Rows.prepared { home, rows in
            let ended = try await run("inbox", "retry", rows.answered, rows.failed, "999", on: home)
            #expect(ended.status == .exited(64))
            #expect(ended.output == "message \(rows.failed) retried: it is queued")
            let log = ended.log.split(separator: "\n")
            #expect(log.first == "bot: message \(rows.answered) cannot be retried: it is answered (it is over)")
            #expect(log.last == "bot: there is no message 999")
            let reply = try await run("outbox", "retry", rows.pending, on: home)
            #expect(reply.status == .exited(64))
            #expect(reply.log.contains("it is pending (it is sent when its time comes; it can be dropped)"))
            #expect(try await run("outbox", "show", "999", on: home).status == .exited(64))
        }
    }

    @Test("where one of the ids is none, nothing is done")
    func noIDs() async throws {
        try await Rows.prepared { home, rows in
            for arguments in [["inbox", "retry", rows.failed, "0x1"], ["inbox", "drop", "-1"], ["outbox", "retry"]] {
                let ended = try await Bots.run(arguments + ["--config", home.folder.appending(path: "bot.yaml").path])
                #expect(ended.status == .exited(64), "\(arguments)")
            }
            #expect(
                try objects(try await run("inbox", "list", "--json", on: home)).first?["state"] as? String == "failed")
        }
    }

    @Test("a store in memory has no operators, one that is not there is unavailable")
    func stores() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let configuration = Bots.configuration(home: home)
        _ = try home.write(configuration)
        for arguments in [["inbox", "retry", "1"], ["outbox", "list"], ["outbox", "show", "1"]] {
            let ended = try await Bots.run(arguments + ["--config", home.folder.appending(path: "bot.yaml").path])
            #expect(ended.status == .exited(69), "\(arguments)")
        }
        try Data("no database".utf8).write(to: URL(filePath: home.database))
        #expect(try await run("inbox", "retry", "1", on: home).status == .exited(69))
        let memory = try home.write(
            configuration.replacing("sqlite:\(home.database)", with: "sqlite::memory:"), to: "memory.yaml")
        for command in ["inbox", "outbox"] {
            for action in [["list"], ["show", "1"], ["retry", "1"], ["drop", "1"]] {
                let ended = try await Bots.run([command] + action + ["--config", memory])
                #expect(ended.status == .exited(64), "\(command) \(action)")
                #expect(ended.log.contains("sqlite::memory:"))
            }
        }
    }
}

import BotHarness
import FakeTelegram
import Foundation
import Glibc
import Testing
import ThrowawayPostgres

/// The Telegram channel from outside: the real program between a Bot API and a model.
@Suite("A Telegram bot", .timeLimit(.minutes(3)))
struct TelegramTests {
    private static let polling = ["poll_timeout: 20s"]

    @Test("answers a webhook once, however often it comes, and a forged one never")
    func webhook() async throws {
        let settings = ["mode: webhook", "secret_token: \(TelegramBot.secret)", "public_url: https://bot.test"]
        try await TelegramBot.prepared(settings) { bot in
            let process = try bot.start()
            let address = try await process.address()
            await bot.telegram.waitForRequests(1, of: "setWebhook")
            #expect(bot.telegram.webhook?.url == "https://bot.test/chat/telegram")
            let update = FakeTelegram.update(9, FakeTelegram.message(3, chat: 7, text: "hello"))
            #expect(try await bot.post(update, to: address, secret: "forged") == 401)
            for _ in 0..<3 { #expect(try await bot.post(update, to: address) == 200) }
            let next = FakeTelegram.update(10, FakeTelegram.message(4, chat: 7, text: "bye"))
            #expect(try await bot.post(next, to: address) == 200)
            await bot.telegram.waitForMessages(2)
            #expect(await process.terminate() == .exited(0))
            #expect(bot.telegram.messages.map(\.text) == ["re: hello", "re: bye"])
            #expect(bot.telegram.messages.allSatisfy { $0.chat == 7 })
            let said = process.log.text + process.standardOutput.text
            #expect(!said.contains("AAFakeToken") && !said.contains(TelegramBot.secret))
        }
    }

    @Test(
        "that fetches and is killed between an update and its answer loses nothing and doubles nothing",
        arguments: [
            "received", "received:2", "accepted", "accepted:2", "model_asked", "model_answered", "completed",
            "send_begun", "recorded",
        ])
    func killed(_ step: String) async throws {
        try await TelegramBot.prepared(Self.polling) { bot in
            let texts = (1...3).map { "message \($0)" }
            for (index, text) in texts.enumerated() {
                bot.telegram.put(FakeTelegram.message(index + 1, chat: 7, text: text))
            }
            let first = try bot.start(killedAt: step)
            #expect(await first.status() == .killed(SIGKILL))
            let second = try bot.start()
            await bot.telegram.waitForConfirmation()
            await bot.telegram.waitForMessages(3)
            let last = bot.telegram.put(FakeTelegram.message(9, chat: 7, text: "last"))
            await bot.telegram.waitForMessages(4)
            await bot.telegram.waitForConfirmation()
            #expect(await second.terminate() == .exited(0))
            #expect(bot.telegram.messages.map(\.text) == (texts + ["last"]).map { "re: \($0)" })
            let cursor = try await bot.column("SELECT value FROM cursors")
            #expect(cursor.count == 1 && cursor[0]?.hasPrefix("\(bot.telegram.botID):\(last + 1):") == true)
            #expect(bot.telegram.conflicts == 0)
        }
    }

    @Test("of which two replicas run is fetched for by one, and by the other within the lease when that is killed")
    func replicas() async throws {
        let server = try await ThrowawayPostgres.shared()
        let database = try await server.makeDatabaseName()
        let store = "{ url: \"\(server.url(database: database))\", lease_timeout: 4s, connections: 4 }"
        try await TelegramBot.prepared(Self.polling, store: store) { bot in
            let one = try bot.start()
            _ = try await one.address(after: "admin listening")
            await bot.telegram.waitForPoll()
            let two = try bot.start()
            let admin = try await two.address(after: "admin listening")
            try await Self.waitUntil("the second stands by") {
                let health = try await Caller(admin).send("GET", "/health/ready")
                return health.status == 200 && health.text.contains(#""helper":"standby""#)
            }
            bot.telegram.put(FakeTelegram.message(1, chat: 7, text: "one"))
            await bot.telegram.waitForMessages(1)
            // Killed before that is recorded, it may be sent once more, which is another promise.
            try await Self.waitUntil("it is recorded as sent") {
                try await server.query("SELECT count(*) FROM outbox WHERE state = 'sent'", database: database) == "1"
            }
            await one.kill()
            bot.telegram.put(FakeTelegram.message(2, chat: 7, text: "two"))
            await bot.telegram.waitForMessages(2)
            // One that stops in order hands the loop on at once: by the lease it would take seconds.
            let three = try bot.start()
            let second = try await three.address(after: "admin listening")
            try await Self.waitUntil("the third stands by") {
                try await Caller(second).send("GET", "/health/ready").text.contains(#""helper":"standby""#)
            }
            #expect(await two.terminate() == .exited(0))
            bot.telegram.put(FakeTelegram.message(3, chat: 7, text: "three"))
            await bot.telegram.waitForMessages(3)
            await bot.telegram.waitForConfirmation()
            #expect(await three.terminate() == .exited(0))
            #expect(bot.telegram.messages.map(\.text) == ["re: one", "re: two", "re: three"])
            #expect(bot.telegram.conflicts == 0)
        }
    }

    @Test(
        "of which the replica that fetches stands still is fetched for by the other, and the first stands by when it goes on"
    )
    func stopped() async throws {
        let server = try await ThrowawayPostgres.shared()
        let database = try await server.makeDatabaseName()
        let store = "{ url: \"\(server.url(database: database))\", lease_timeout: 2s, connections: 4 }"
        try await TelegramBot.prepared(Self.polling, store: store) { bot in
            let one = try bot.start()
            let first = try await one.address(after: "admin listening")
            await bot.telegram.waitForPoll()
            let two = try bot.start()
            let second = try await two.address(after: "admin listening")
            try await Self.waitUntil("the second stands by") {
                try await Caller(second).send("GET", "/health/ready").text.contains(#""helper":"standby""#)
            }
            try await one.suspend()
            try await Self.waitUntil("the second fetches") {
                try await Caller(second).send("GET", "/health/ready").text.contains(#""helper":"up""#)
            }
            bot.telegram.put(FakeTelegram.message(1, chat: 7, text: "one"))
            await bot.telegram.waitForConfirmation()
            one.send(SIGCONT)
            try await Self.waitUntil("the first stands by") {
                try await Caller(first).send("GET", "/health/ready").text.contains(#""helper":"standby""#)
            }
            bot.telegram.put(FakeTelegram.message(2, chat: 7, text: "two"))
            await bot.telegram.waitForMessages(2)
            await bot.telegram.waitForConfirmation()
            for process in [one, two] { #expect(await process.terminate() == .exited(0)) }
            #expect(bot.telegram.messages.map(\.text) == ["re: one", "re: two"])
        }
    }

    @Test("whose token is refused says so in its health, and loses nothing")
    func credentials() async throws {
        try await TelegramBot.prepared(Self.polling) { bot in
            // Refused for as long as it takes to see it.
            bot.telegram.script(Array(repeating: .error(401, "Unauthorized"), count: 1_000), of: "getMe")
            bot.telegram.put(FakeTelegram.message(1, chat: 7, text: "one"))
            let process = try bot.start()
            let admin = try await process.address(after: "admin listening")
            try await Self.waitUntil("the channel has failed") {
                let health = try await Caller(admin).send("GET", "/health/ready")
                return health.status == 503 && health.text.contains(#""helper":"failed""#)
            }
            bot.telegram.script([], of: "getMe")
            await bot.telegram.waitForMessages(1)
            #expect(await process.terminate() == .exited(0))
            #expect(bot.telegram.messages.map(\.text) == ["re: one"])
            #expect(!process.log.text.contains("AAFakeToken"))
        }
    }

    @Test("has a sample that is right as it stands, and its keys are listed")
    func sample() async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let environment = ["TELEGRAM_BOT_TOKEN": "123456789:AAFakeTokenOfThirtyFiveCharacters_1"]
        let checked = try await Bots.run(
            ["check", "--config", folder.appending(path: "config/telegram.yaml").path], environment: environment)
        #expect(checked.status == .exited(0), "\(checked.log)")
        #expect(!(checked.output + checked.log).contains("AAFakeToken"))
        let listed = try await Bots.run(["channels"])
        for word in ["telegram", "secret_token", "poll_timeout", "api.telegram.org"] {
            #expect(listed.output.contains(word))
        }
    }

    /// Looks again and again; the suite's time limit ends it.
    private static func waitUntil(_ what: Comment, _ isSo: () async throws -> Bool) async throws {
        while try await !isSo() { try await Task.sleep(for: .milliseconds(20)) }
    }
}

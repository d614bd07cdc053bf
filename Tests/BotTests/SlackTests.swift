import BotHarness
import FakeOpenAI
import FakeSlack
import Foundation
import Testing

/// The Slack channel from outside: the real program between a Web API and a model.
@Suite("A Slack bot", .timeLimit(.minutes(3)))
struct SlackTests {
    private let ts = "\(Int(Date().timeIntervalSince1970)).000100"

    @Test("proves its address, answers an event once, however often it comes, and a forged one never")
    func events() async throws {
        try await SlackBot.prepared { bot in
            let process = try bot.start()
            let address = try await process.address()
            let handshake = #"{"type":"url_verification","challenge":"3eZbrw1aBm2r","token":"x"}"#
            let proof = try await bot.post(handshake, to: address)
            #expect(proof.status == 200 && proof.text == "3eZbrw1aBm2r")
            let body = FakeSlack.callback(FakeSlack.message("hello", in: "D7", ts: ts))
            #expect(try await bot.post(body, to: address, secret: "forged").status == 401)
            #expect(try await bot.post(body, to: address, time: Date() - 600).status == 401)
            for number in 0..<4 {
                let retry =
                    number == 0 ? [:] : ["X-Slack-Retry-Num": "\(number)", "X-Slack-Retry-Reason": "http_timeout"]
                #expect(try await bot.post(body, to: address, more: retry).status == 200)
            }
            await bot.slack.waitForMessages(1)
            #expect(await process.terminate() == .exited(0))
            // And the next day, by another process.
            let second = try bot.start()
            #expect(
                try await bot.post(body, to: try await second.address(), more: ["X-Slack-Retry-Num": "3"]).status == 200
            )
            let last = FakeSlack.callback(FakeSlack.message("bye", in: "D7", ts: ts + "1"))
            #expect(try await bot.post(last, to: try await second.address()).status == 200)
            await bot.slack.waitForMessages(2)
            #expect(await second.terminate() == .exited(0))
            #expect(bot.slack.messages.map(\.text) == ["re: hello", "re: bye"])
            #expect(bot.slack.messages.allSatisfy { $0.channel == "D7" && $0.thread == nil })
            let said = process.log.text + process.standardOutput.text + second.log.text
            #expect(!said.contains(bot.slack.token) && !said.contains(bot.slack.signingSecret))
        }
    }

    @Test("answers a mention in its thread, once, though it comes as a message as well")
    func mention() async throws {
        for settings in [[], ["respond_to: all"]] {
            try await SlackBot.prepared(settings) { bot in
                let process = try bot.start()
                let address = try await process.address()
                let text = "<@\(FakeSlack.bot)> is &lt;this&gt; it?"
                let both = ["message", "app_mention"].map { type in
                    FakeSlack.callback(FakeSlack.message(text, in: "C1", ts: ts, type: type))
                }
                for body in both + both { #expect(try await bot.post(body, to: address).status == 200) }
                let inThread = FakeSlack.callback(
                    FakeSlack.message(
                        "<@\(FakeSlack.bot)> and why?", in: "C1", ts: ts + "2", thread: ts, type: "app_mention"))
                #expect(try await bot.post(inThread, to: address).status == 200)
                await bot.slack.waitForMessages(2)
                #expect(await process.terminate() == .exited(0))
                #expect(bot.slack.messages.map(\.text) == ["re: is &lt;this&gt; it?", "re: and why?"])
                #expect(bot.slack.messages.allSatisfy { $0.channel == "C1" && $0.thread == ts })
                // One conversation: the second question was asked with the first before it.
                #expect(bot.model.requests.last?.messages.filter { $0.role == "user" }.count == 2)
            }
        }
    }

    @Test("that is refused says so in its health, and loses nothing")
    func lockedOut() async throws {
        try await SlackBot.prepared { bot in
            bot.slack.script([.error("token_revoked")])
            let process = try bot.start()
            let address = try await process.address()
            let body = FakeSlack.callback(FakeSlack.message("hello", in: "D7", ts: ts))
            #expect(try await bot.post(body, to: address).status == 200)
            await bot.slack.waitForRequests(1)
            let admin = Caller(try await process.address(after: "admin listening"))
            // Looks again and again; the suite's time limit ends it.
            while true {
                let health = try await admin.send("GET", "/health/ready")
                if health.status == 503, health.text.contains(#""team":"failed""#) { break }
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(await process.terminate() == .exited(0))
            // The reply waits in the file, for longer than a test.
            #expect(try await bot.states() == ["pending"] && bot.slack.messages.isEmpty)
        }
    }

    @Test("has a sample that is right as it stands, and its keys are listed")
    func sample() async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let environment = ["SLACK_SIGNING_SECRET": "8f742231b10e8888abcd", "SLACK_BOT_TOKEN": "xoxb-fake-token"]
        let checked = try await Bots.run(
            ["check", "--config", folder.appending(path: "config/slack.yaml").path], environment: environment)
        #expect(checked.status == .exited(0), "\(checked.log)")
        #expect(!(checked.output + checked.log).contains("8f742231b10e8888abcd"))
        let listed = try await Bots.run(["channels"])
        for word in ["slack", "signing_secret", "respond_in_direct", "https://slack.com/api"] {
            #expect(listed.output.contains(word))
        }
    }
}

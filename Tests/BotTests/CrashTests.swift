import BotHarness
import FakeOpenAI
import Foundation
import GRDB
import Testing

/// What `kill -9` may not take.
@Suite(.timeLimit(.minutes(5)))
struct CrashTests {
    private struct Conversation: Sendable {
        var token: String
        var key: String
        var content: String
    }

    @Test func `nothing accepted is lost, doubled or answered twice when the bot is killed with 100 turns in flight`()
        async throws
    {
        let model = try await FakeOpenAI.start()
        model.setDefault(
            .choose { request in
                // Half of the turns are answered before the kill, half are waiting for the model when it comes.
                let text = request.lastUserMessage
                return .reply("answer to \(text)", latency: text.contains("slow") ? .seconds(30) : .zero)
            })
        let home = try BotProcess.Home()
        defer { home.remove() }
        let file = try home.write(Bots.configuration(home: home, model: model.baseURL))

        let first = try BotProcess(["run", "--config", file])
        let caller = Caller(try await first.address())
        var conversations: [Conversation] = []
        for number in 0..<200 {
            let token = try await caller.token(apiKey: Bots.apiKey)
            let content = (number < 100 ? "quick" : "slow") + " \(number)"
            conversations.append(Conversation(token: token, key: "key-\(number)", content: content))
        }
        for turn in conversations.prefix(100) {
            #expect(try await caller.say(turn.content, token: turn.token, key: turn.key).status == 200)
        }
        await withTaskGroup(of: Void.self) { group in
            for turn in conversations.dropFirst(100) {
                group.addTask { _ = try? await caller.say(turn.content, token: turn.token, key: turn.key) }
            }
            await model.waitForRequests(200)
            await first.kill()
        }

        let askedBefore = model.requests.count
        model.setDefault(.choose { request in .reply("answer to \(request.lastUserMessage)") })
        let second = try BotProcess(["run", "--config", file])
        let again = Caller(try await second.address())
        for turn in conversations {
            let answer = try await again.say(turn.content, token: turn.token, key: turn.key)
            #expect(answer.status == 200)
            #expect(answer["text"] == "answer to \(turn.content)")
        }
        let askedAgain = model.requests.dropFirst(askedBefore).compactMap { $0.messages.last?.content }
        #expect(askedAgain.allSatisfy { $0.hasPrefix("slow") }, "a finished answer was paid for twice")
        #expect(askedAgain.count == 100)
        #expect(await second.terminate() == .exited(0))

        let (users, answers, unfinished) = try await DatabaseQueue(path: home.database).read { database in
            (
                try String.fetchAll(database, sql: "SELECT content FROM messages WHERE role = 'user'"),
                try String.fetchAll(
                    database, sql: "SELECT content FROM messages WHERE role = 'assistant' AND content LIKE 'answer to%'"
                ),
                try Int.fetchOne(database, sql: "SELECT count(*) FROM inbox WHERE state <> 'answered'") ?? -1
            )
        }
        #expect(users.sorted() == conversations.map(\.content).sorted())
        #expect(answers.sorted() == conversations.map { "answer to \($0.content)" }.sorted())
        #expect(unfinished == 0)
        try await model.stop()
    }

    @Test func `what nobody asks for again is answered all the same after the crash`() async throws {
        let model = try await FakeOpenAI.start()
        model.setDefault(.reply("late", latency: .seconds(30)))
        let home = try BotProcess.Home()
        defer { home.remove() }
        let file = try home.write(Bots.configuration(home: home, model: model.baseURL))
        let first = try BotProcess(["run", "--config", file])
        let caller = Caller(try await first.address())
        let token = try await caller.token(apiKey: Bots.apiKey)
        async let lost = try? caller.say("are you there?", token: token)
        await model.waitForRequests(1)
        await first.kill()
        _ = await lost

        model.setDefault(.reply("yes"))
        let second = try BotProcess(["run", "--config", file])
        let again = Caller(try await second.address())
        await model.waitForRequests(2)
        let next = try await again.say("and now?", token: token)
        #expect(next.status == 200)
        let history = try await again.send("GET", "/chat/messages", headers: ["Authorization": "Bearer \(token)"])
        let said = (history.json["messages"] as? [[String: Any]])?.compactMap { $0["content"] as? String }
        #expect(said?.dropFirst() == ["are you there?", "yes", "and now?", "yes"])
        await second.terminate()
        try await model.stop()
    }

    @Test func `SIGTERM finishes what is in flight, refuses what is new, and ends with 0`() async throws {
        let model = try await FakeOpenAI.start()
        model.setDefault(.reply("finished", latency: .seconds(1)))
        let home = try BotProcess.Home()
        defer { home.remove() }
        let bot = try BotProcess([
            "run", "--config", try home.write(Bots.configuration(home: home, model: model.baseURL)),
        ])
        let caller = Caller(try await bot.address())
        let token = try await caller.token(apiKey: Bots.apiKey)
        async let answer = caller.say("please", token: token)
        await model.waitForRequests(1)
        async let status = bot.terminate()
        #expect(try await answer["text"] == "finished")
        let ended = await status
        #expect(ended == .exited(0), "\(bot.log.text)")
        try await model.stop()
    }

    @Test func `what cannot be finished in the shutdown time-out is told so, kept, and answered after the next start`()
        async throws
    {
        let model = try await FakeOpenAI.start()
        model.setDefault(.reply("too late", latency: .seconds(60)))
        let home = try BotProcess.Home()
        defer { home.remove() }
        let text = Bots.configuration(home: home, model: model.baseURL).replacing(
            "shutdown_timeout: 20s", with: "shutdown_timeout: 300ms")
        let file = try home.write(text)
        let bot = try BotProcess(["run", "--config", file])
        let caller = Caller(try await bot.address())
        let token = try await caller.token(apiKey: Bots.apiKey)
        async let answer = try? caller.say("please", token: token, key: "k")
        await model.waitForRequests(1)
        let ended = await bot.terminate()
        #expect(ended == .exited(0), "\(bot.log.text)")
        if let answer = await answer { #expect(answer.status == 503) }

        model.setDefault(.reply("in time"))
        let next = try BotProcess(["run", "--config", file])
        let again = Caller(try await next.address())
        #expect(try await again.say("please", token: token, key: "k")["text"] == "in time")
        await next.terminate()
        try await model.stop()
    }
}

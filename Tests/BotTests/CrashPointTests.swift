import BotHarness
import FakeOpenAI
import Testing

/// A kill at each step between a message's coming and its delivered reply.
struct CrashPointTests {
    @Test(
        "a line is answered after a kill at any step, and its answer is paid for once more at most",
        .timeLimit(.minutes(2)),
        arguments: [
            "received", "accepted", "model_asked", "model_answered", "completed", "send_begun", "sent", "recorded",
        ])
    func line(step: String) async throws {
        let model = try await FakeOpenAI.start()
        model.setDefault(.choose { request in .reply("answer to \(request.lastUserMessage)") })
        let home = try BotProcess.Home()
        defer { home.remove() }
        let file = try home.write(
            """
            admin: { port: 0 }
            store: { url: "sqlite:\(home.database)" }
            model: { provider: openai, base_url: "\(model.baseURL)", api_key: sk, name: fake-1, timeout: 60s }
            channels:
              console: { type: stdio }
            """)
        let line = "{\"id\":\"1\",\"text\":\"hello\"}\n"
        let first = try BotProcess(["run", "--config", file], environment: ["CHANNELKIT_CRASH_AT": step])
        try first.write(line)
        #expect(await first.status() == .killed(9))

        // What was written before the kill counts; the line comes again, as from a sender who has no answer.
        let second = try BotProcess(["run", "--config", file])
        try second.write(line)
        let answer = try await second.standardOutput.line { $0.contains("answer to hello") }
        #expect(answer.contains("\"in_reply_to\":\"1\""))
        try second.closeInput()
        #expect(await second.status() == .exited(0))
        let questions = model.requests.count { $0.lastUserMessage == "hello" }
        // Only the steps around the call itself leave it open whether it was made.
        #expect(questions == (["model_answered"].contains(step) ? 2 : 1))
    }

    @Test(.timeLimit(.minutes(2)))
    func `a request whose answer was cut off by a kill gets the stored one`() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let file = try home.write(Bots.configuration(home: home))
        let first = try BotProcess(["run", "--config", file], environment: ["CHANNELKIT_CRASH_AT": "acknowledged:2"])
        let caller = Caller(try await first.address())
        let token = try await caller.token(apiKey: Bots.apiKey)
        await #expect(throws: (any Error).self) { try await caller.say("hello", token: token, key: "k") }
        #expect(await first.status() == .killed(9))
        let second = try BotProcess(["run", "--config", file])
        let answer = try await Caller(try await second.address()).say("hello", token: token, key: "k")
        #expect(answer["text"] == "hello")
        #expect(await second.terminate() == .exited(0))
    }

    @Test(.timeLimit(.minutes(5)))
    func `whoever writes too often gets 429, and a word on when to come again`() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let file = try home.write(
            Bots.configuration(home: home).replacing(
                "jwt_key: \(Bots.jwtKey) }", with: "jwt_key: \(Bots.jwtKey), rate_limit: { user: 1/1h } }"))
        let bot = try BotProcess(["run", "--config", file])
        let caller = Caller(try await bot.address())
        let token = try await caller.token(apiKey: Bots.apiKey)
        #expect(try await caller.say("hello", token: token).status == 200)
        let refused = try await caller.say("again", token: token)
        #expect(refused.status == 429)
        #expect(refused["code"] == "rate_limited")
        #expect(refused.json["recorded"] as? Bool == false)
        #expect(Int(refused.headers["retry-after"] ?? "") ?? 0 > 0)
        #expect(await bot.terminate() == .exited(0))
    }
}

import BotHarness
import FakeGraph
import FakeOpenAI
import FakeTelegram
import Foundation
import Glibc
import Synchronization
import Testing

/// SIGHUP to the real program: a new configuration without a restart.
@Suite("A bot that is told to reload", .timeLimit(.minutes(3)))
struct ReloadTests {
    /// A REST channel, a number and a bot that polls, in front of a model that repeats; written anew with each number.
    private struct Setting {
        let graph: FakeGraph
        let telegram: FakeTelegram
        let model: FakeOpenAI
        let home: BotProcess.Home
        /// Every model that was asked for.
        let asked = Asked()

        final class Asked: Sendable {
            private let names = Mutex<Set<String>>([])
            var count: Int { names.withLock { $0.count } }
            func note(_ name: String?) { names.withLock { if let name { $0.insert(name) } } }
        }

        init() async throws {
            graph = try await FakeGraph.start()
            telegram = try await FakeTelegram.start()
            model = try await FakeOpenAI.start()
            model.setDefault(
                .choose { [asked] request in
                    asked.note(request.model)
                    return .reply("re: \(request.lastUserMessage)", latency: .milliseconds(50))
                })
            home = try BotProcess.Home()
        }

        /// Everything that may change does, with the number.
        @discardableResult
        func write(_ number: Int, extra: String = "") throws -> String {
            try home.write(
                """
                server: { port: 0, shutdown_timeout: 20s }
                admin: { port: 0 }
                store: { url: "sqlite:\(home.database)" }
                model: { provider: openai, base_url: "\(model.baseURL)", api_key: sk-\(number), name: fake-\(number) }
                assistant: { system_prompt: "Prompt \(number)." }
                limits: { pending_turns: \(1_000 + number) }
                channels:
                  web: { type: http, api_key: \(Bots.apiKey), jwt_key: \(Bots.jwtKey), apology: "Sorry \(number)." }
                  support:
                    type: whatsapp
                    app_secret: \(graph.account.appSecret)
                    verify_token: v\(number)
                    access_token: \(graph.token)
                    phone_number_id: "\(graph.account.numbers.min() ?? "")"
                    graph_url: \(graph.url)
                  helper:
                    type: telegram
                    token: "\(telegram.token)"
                    api_base: \(telegram.url)
                    max_age: off
                    apology: "Sorry \(number)."
                    poll_timeout: 20s
                \(extra)
                """)
        }

        func reload(_ bot: BotProcess, _ times: Int) async throws {
            bot.send(SIGHUP)
            try await Self.wait(bot, for: times, "the configuration was reloaded")
        }

        static func wait(_ bot: BotProcess, for times: Int, _ words: String) async throws {
            var count = 0
            while count < times {
                let lines = bot.log.lines
                count = lines.count { $0.contains(words) }
                if count >= times { return }
                let more = await bot.log.lines(atLeast: lines.count + 1)
                if more.count == lines.count { throw BotProcess.Failure(description: bot.log.text) }
            }
        }

        func end() async throws {
            try await graph.stop()
            try await telegram.stop()
            try await model.stop()
            home.remove()
        }
    }

    @Test("under load, again and again, loses no message and doubles none")
    func load() async throws {
        let setting = try await Setting()
        let bot = try BotProcess(["run", "--config", try setting.write(0)])
        let address = try await bot.address()
        let caller = Caller(address)
        let (rounds, people) = (8, 6)
        let expected = try await withThrowingTaskGroup(of: [Int].self) { group in
            for person in 0..<people {
                group.addTask {
                    let token = try await caller.token(apiKey: Bots.apiKey)
                    var statuses: [Int] = []
                    for turn in 0..<40 {
                        let text = "web \(person)-\(turn)"
                        let answer = try await caller.say(text, token: token, key: "\(turn)")
                        statuses.append(answer.status)
                        #expect(answer["text"] == "re: \(text)")
                        let webhook = setting.graph.textWebhook(
                            "wa \(person)-\(turn)", id: "wamid.\(person).\(turn)", from: "1650555\(1000 + person)")
                        statuses.append(
                            try await caller.send(
                                "POST", "/chat/whatsapp", headers: ["X-Hub-Signature-256": webhook.signature],
                                body: String(decoding: webhook.body, as: UTF8.self)
                            ).status)
                        setting.telegram.put(
                            FakeTelegram.message(turn + 1, chat: person + 1, text: "tg \(person)-\(turn)"))
                    }
                    return statuses
                }
            }
            for round in 1...rounds {
                // Each in the midst of the load, whatever that takes.
                await setting.model.waitForRequests(round * 80)
                try setting.write(round)
                try await setting.reload(bot, round)
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(expected.count == people * 40 * 2 && expected.allSatisfy { $0 == 200 })
        await setting.graph.waitForMessages(people * 40)
        await setting.telegram.waitForMessages(people * 40)
        #expect(await bot.terminate() == .exited(0))
        // Each once, and each chat in its order.
        let (sent, said) = (setting.graph.messages, setting.telegram.messages)
        #expect(sent.count == people * 40 && said.count == people * 40)
        for person in 0..<people {
            let order = (0..<40).map { "\(person)-\($0)" }
            let whatsapp = sent.filter { $0.recipient.hasSuffix("\(1000 + person)") }.map(\.content)
            #expect(whatsapp == order.map { "re: wa \($0)" })
            #expect(said.filter { $0.chat == person + 1 }.map(\.text) == order.map { "re: tg \($0)" })
        }
        #expect(setting.model.requestCount == people * 40 * 3)
        #expect(setting.telegram.conflicts == 0)
        #expect(setting.asked.count > rounds / 2, "not all of it was over before the second round")
        #expect(!bot.log.lines.contains { $0.contains(" error ") })
        try await setting.end()
    }

    @Test("with a file that is faulty goes on with the old one and says all that is wrong, then takes a good one")
    func faulty() async throws {
        let setting = try await Setting()
        let bot = try BotProcess(["run", "--config", try setting.write(0)])
        let caller = Caller(try await bot.address())
        let admin = Caller(try await bot.address(after: "admin listening"))
        let token = try await caller.token(apiKey: Bots.apiKey)
        _ = try setting.home.write("channels: { web: { type: htp, api_kye: secret-that-leaks } }\nmodle: {}\n")
        bot.send(SIGHUP)
        let refusal = try await bot.log.line { $0.contains("is refused, and the old one stays in force") }
        #expect(refusal.contains(" error "))
        #expect(bot.log.lines.contains { $0.contains("bot.yaml:1:") && $0.contains("unknown channel type") })
        #expect(bot.log.lines.contains { $0.contains("bot.yaml:2:") })
        #expect(!bot.log.text.contains("secret-that-leaks"))
        #expect(try await caller.say("one", token: token)["text"] == "re: one")
        let metrics = try await admin.send("GET", "/metrics").text
        #expect(metrics.contains("bot_config_reload_successful 0\n"))
        #expect(metrics.contains("bot_config_reloads_total{outcome=\"refused\"} 1\n"))
        try setting.write(2)
        try await setting.reload(bot, 1)
        #expect(try await caller.say("two", token: token)["text"] == "re: two")
        #expect(setting.model.requests.last?.model == "fake-2")
        #expect(try await admin.send("GET", "/metrics").text.contains("bot_config_reload_successful 1\n"))
        #expect(await bot.terminate() == .exited(0))
        try await setting.end()
    }

    @Test("mounts new channels, takes old ones down, and says what waits for a restart")
    func channels() async throws {
        let setting = try await Setting()
        let bot = try BotProcess(["run", "--config", try setting.write(0)])
        let caller = Caller(try await bot.address())
        let token = try await caller.token(apiKey: Bots.apiKey)
        let second = "  second: { type: http, path: /second, api_key: another-key, jwt_key: \(Bots.jwtKey) }"
        let file = try setting.write(1, extra: second)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        _ = try setting.home.write(text.replacing("shutdown_timeout: 20s", with: "shutdown_timeout: 21s"))
        try await setting.reload(bot, 1)
        _ = try await caller.token(apiKey: "another-key", path: "/second")
        let waiting = try await bot.log.line { $0.contains("at the next start only") }
        #expect(waiting.contains("keys=server"))
        try setting.write(1)
        try await setting.reload(bot, 2)
        let gone = try await caller.send("GET", "/second/initial", headers: ["X-API-KEY": "another-key"])
        #expect(gone.status == 404)
        #expect(try await caller.say("still here", token: token)["text"] == "re: still here")
        #expect(await bot.terminate() == .exited(0))
        try await setting.end()
    }
}

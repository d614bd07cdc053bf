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
                    return .reply("re: \(request.lastUserMessage)", latency: .milliseconds(100))
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

    /// Whether the reloads are over.
    private final class Flag: Sendable {
        private let value = Mutex(false)
        var isRaised: Bool { value.withLock { $0 } }
        func raise() { value.withLock { $0 = true } }
    }

    /// What one person said on each of three channels until the reloads were over.
    private struct Said: Sendable {
        var person: Int
        var turns = 0
        var statuses: [Int] = []
        var texts: [String] = []
    }

    @Test("each second, under load, valid and faulty by turns, loses no message, doubles none and keeps the order")
    func load() async throws {
        let setting = try await Setting()
        let bot = try BotProcess(["run", "--config", try setting.write(0)])
        let caller = Caller(try await bot.address())
        let admin = Caller(try await bot.address(after: "admin listening"))
        let (rounds, people) = (16, 4)
        let isOver = Flag()
        let said = try await withThrowingTaskGroup(of: Said.self) { group in
            for person in 0..<people {
                group.addTask {
                    let token = try await caller.token(apiKey: Bots.apiKey)
                    var said = Said(person: person)
                    // The load lasts as long as the reloads do, however slow the machine is.
                    while !isOver.isRaised {
                        let turn = said.turns
                        setting.telegram.put(
                            FakeTelegram.message(turn + 1, chat: person + 1, text: "tg \(person)-\(turn)"))
                        let webhook = setting.graph.textWebhook(
                            "wa \(person)-\(turn)", id: "wamid.\(person).\(turn)", from: "1650555\(1000 + person)")
                        let taken = try await caller.send(
                            "POST", "/chat/whatsapp", headers: ["X-Hub-Signature-256": webhook.signature],
                            body: String(decoding: webhook.body, as: UTF8.self))
                        let answer = try await caller.say("web \(person)-\(turn)", token: token, key: "\(turn)")
                        said.statuses += [taken.status, answer.status]
                        said.texts.append(answer["text"] ?? "")
                        said.turns += 1
                    }
                    return said
                }
            }
            var applied = 0
            for round in 1...rounds {
                let next = ContinuousClock.now + .seconds(1)
                // Each in the midst of the load: the one before has been worked with.
                await setting.model.waitForRequests(setting.model.requestCount + 6 * people)
                if round.isMultiple(of: 4) {
                    _ = try setting.home.write("channels: { web: { type: htp } }\n")
                    bot.send(SIGHUP)
                    try await Setting.wait(bot, for: round / 4, "the new configuration is refused")
                } else {
                    applied += 1
                    try setting.write(round)
                    try await setting.reload(bot, applied)
                }
                try await Task.sleep(until: next, clock: .continuous)
            }
            isOver.raise()
            return try await group.reduce(into: [Said]()) { $0.append($1) }
        }
        let total = said.reduce(0) { $0 + $1.turns }
        #expect(said.allSatisfy { $0.turns >= rounds }, "\(said.map(\.turns))")
        #expect(said.allSatisfy { $0.statuses.allSatisfy { $0 == 200 } })
        await setting.graph.waitForMessages(total)
        await setting.telegram.waitForMessages(total)
        let metrics = try await admin.send("GET", "/metrics").text
        #expect(metrics.contains("bot_config_reloads_total{outcome=\"applied\"} \(rounds * 3 / 4)\n"))
        #expect(metrics.contains("bot_config_reloads_total{outcome=\"refused\"} \(rounds / 4)\n"))
        #expect(await bot.terminate() == .exited(0))
        // Each once, and each chat in its order.
        let (sent, told) = (setting.graph.messages, setting.telegram.messages)
        #expect(sent.count == total && told.count == total)
        for said in said {
            let order = (0..<said.turns).map { "\(said.person)-\($0)" }
            #expect(said.texts == order.map { "re: web \($0)" })
            let whatsapp = sent.filter { $0.recipient.hasSuffix("\(1000 + said.person)") }.map(\.content)
            #expect(whatsapp == order.map { "re: wa \($0)" })
            #expect(told.filter { $0.chat == said.person + 1 }.map(\.text) == order.map { "re: tg \($0)" })
        }
        #expect(setting.model.requestCount == total * 3, "each was asked for once")
        #expect(setting.telegram.conflicts == 0)
        #expect(setting.asked.count > rounds / 2, "answers by one configuration after the other")
        let errors = bot.log.lines.filter { $0.contains(" error ") && !$0.contains("configuration") }
        #expect(errors.isEmpty)
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

import BotHarness
import FakeOpenAI
import FakeSlack
import Foundation
import GRDB

/// A fake platform, a model that repeats what it is asked, and a bot between them that can be started again and again.
struct SlackBot {
    let slack: FakeSlack
    let model: FakeOpenAI
    let home: BotProcess.Home
    private let file: String

    /// `settings`: further lines of the channel's section.
    static func prepared(_ settings: [String] = [], _ body: (SlackBot) async throws -> Void) async throws {
        let bot = try await SlackBot(settings)
        defer { bot.home.remove() }
        try await body(bot)
        try await bot.slack.stop()
        try await bot.model.stop()
    }

    private init(_ settings: [String]) async throws {
        slack = try await FakeSlack.start()
        model = try await FakeOpenAI.start()
        model.setDefault(.choose { request in .reply("re: \(request.lastUserMessage)") })
        home = try BotProcess.Home()
        let lines = settings.map { "    \($0)\n" }.joined()
        file = try home.write(
            """
            server: { port: 0 }
            admin: { port: 0 }
            store: { url: "sqlite:\(home.database)" }
            model: { provider: openai, base_url: "\(model.baseURL)", api_key: sk, name: fake-1 }
            channels:
              team:
                type: slack
                signing_secret: \(slack.signingSecret)
                bot_token: \(slack.token)
                api_url: \(slack.url)
            \(lines)
            """)
    }

    func start() throws -> BotProcess { try BotProcess(["run", "--config", file]) }

    /// What became of each reply so far, as the file has it.
    func states() async throws -> [String] {
        try await DatabaseQueue(path: home.database).read { db in
            try String.fetchAll(db, sql: "SELECT state FROM outbox ORDER BY id")
        }
    }

    /// Posts a body as Slack does.
    func post(
        _ body: String, to address: String, secret: String? = nil, time: Date = Date(), more: [String: String] = [:]
    ) async throws -> Caller.Answer {
        let headers = slack.headers(of: body, secret: secret, time: time).merging(more) { $1 }
        return try await Caller(address).send("POST", "/chat/slack", headers: headers, body: body)
    }
}

import BotHarness
import FakeOpenAI
import FakeTelegram
import Foundation
import GRDB

/// What a test of one Telegram bot needs: a fake platform, a model that repeats what it is asked, and a bot between them
/// that can be started again and again.
struct TelegramBot {
    static let secret = "a-secret-token"

    let telegram: FakeTelegram
    let model: FakeOpenAI
    let home: BotProcess.Home
    let file: String

    /// - Parameters:
    ///   - settings: further lines of the channel's section.
    ///   - store: the store's section; nil for a file.
    static func prepared(
        _ settings: [String] = [], store: String? = nil, _ body: (TelegramBot) async throws -> Void
    ) async throws {
        let bot = try await TelegramBot(settings, store)
        defer { bot.home.remove() }
        try await body(bot)
        try await bot.telegram.stop()
        try await bot.model.stop()
    }

    private init(_ settings: [String], _ store: String?) async throws {
        telegram = try await FakeTelegram.start()
        model = try await FakeOpenAI.start()
        model.setDefault(.choose { request in .reply("re: \(request.lastUserMessage)") })
        home = try BotProcess.Home()
        let lines = settings.map { "    \($0)\n" }.joined()
        file = try home.write(
            """
            server: { port: 0 }
            admin: { port: 0 }
            store: \(store ?? "{ url: \"sqlite:\(home.database)\" }")
            model: { provider: openai, base_url: "\(model.baseURL)", api_key: sk, name: fake-1 }
            channels:
              helper:
                type: telegram
                token: "\(telegram.token)"
                api_base: \(telegram.url)
                max_age: off
            \(lines)
            """)
    }

    /// - Parameter step: where it is to be killed.
    func start(killedAt step: String? = nil) throws -> BotProcess {
        try BotProcess(["run", "--config", file], environment: step.map { ["CHANNELKIT_CRASH_AT": $0] } ?? [:])
    }

    /// Posts an update to a bot that listens there, and returns the status.
    func post(_ update: String, to address: String, secret: String = secret) async throws -> Int {
        try await Caller(address).send(
            "POST", "/chat/telegram", headers: ["X-Telegram-Bot-Api-Secret-Token": secret], body: update
        ).status
    }

    /// Rows of one column, as the file has them.
    func column(_ sql: String) async throws -> [String?] {
        try await DatabaseQueue(path: home.database).read { db in try Optional<String>.fetchAll(db, sql: sql) }
    }
}

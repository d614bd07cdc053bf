import BotHarness
import FakeGraph
import FakeOpenAI
import Foundation
import GRDB

/// What a test of one WhatsApp number needs: a fake platform, a model that repeats what it is asked, and a bot between
/// them that can be started again and again.
struct WhatsAppBot {
    let graph: FakeGraph
    let model: FakeOpenAI
    let home: BotProcess.Home
    private let file: String

    /// `settings`: further lines of the channel's section.
    static func prepared(_ settings: [String] = [], _ body: (WhatsAppBot) async throws -> Void) async throws {
        let bot = try await WhatsAppBot(settings)
        defer { bot.home.remove() }
        try await body(bot)
        try await bot.graph.stop()
        try await bot.model.stop()
    }

    private init(_ settings: [String]) async throws {
        graph = try await FakeGraph.start()
        model = try await FakeOpenAI.start()
        model.setDefault(.choose { request in .reply(request.lastUserMessage) })
        home = try BotProcess.Home()
        let lines = settings.map { "    \($0)\n" }.joined()
        file = try home.write(
            """
            server: { port: 0 }
            admin: { port: 0 }
            store: { url: "sqlite:\(home.database)" }
            model: { provider: openai, base_url: "\(model.baseURL)", api_key: sk, name: fake-1 }
            channels:
              support:
                type: whatsapp
                app_secret: \(graph.account.appSecret)
                verify_token: v
                access_token: \(graph.token)
                phone_number_id: "\(graph.account.numbers.min() ?? "")"
                graph_url: \(graph.url)
            \(lines)
            """)
    }

    /// - Parameter step: where it is to be killed.
    func start(killedAt step: String? = nil) throws -> BotProcess {
        try BotProcess(
            ["run", "--config", file], environment: step.map { ["CHANNELKIT_CRASH_AT": $0] } ?? [:])
    }

    /// Runs an operator's command.
    func operate(_ arguments: String...) async throws -> Bots.Ended {
        try await Bots.run(arguments + ["--config", file])
    }

    /// Delivers a webhook to a bot that listens there, and returns the status.
    func post(_ webhook: FakeGraph.Webhook, to address: String) async throws -> Int {
        try await Caller(address).send(
            "POST", "/chat/whatsapp", headers: ["X-Hub-Signature-256": webhook.signature],
            body: String(decoding: webhook.body, as: UTF8.self)
        ).status
    }

    /// One column of a table, in the order of its rows.
    func column(_ name: String, of table: String) async throws -> [String?] {
        try await DatabaseQueue(path: home.database).read { db in
            try Optional<String>.fetchAll(db, sql: "SELECT \(name) FROM \(table) ORDER BY id")
        }
    }
}

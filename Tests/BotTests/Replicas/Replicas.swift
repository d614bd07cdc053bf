import BotHarness
import FakeGraph
import FakeOpenAI
import Foundation
import ThrowawayPostgres

/// What tests of several bots on one PostgreSQL database need: the database, a fake model, a fake platform, and bots
/// between them that can be started again and again.
final class Replicas: Sendable {
    /// What tests let stand in the configuration, or change.
    struct Options: Sendable {
        /// How long a process is believed to live without a sign of it.
        var lease = "15s"
        var modelTimeout = "60s"
        /// Further settings of the REST channel, each with a comma before it.
        var web = ""
        /// Further lines of the WhatsApp channel.
        var whatsApp: [String] = []
    }

    /// Two seconds, the shortest one, and within how many more what a dead process did is taken over.
    static let shortLease = Options(lease: "2s")
    static let grace = 2.0

    let server: ThrowawayPostgres
    let database: String
    let graph: FakeGraph
    let model: FakeOpenAI
    let home: BotProcess.Home
    let file: String

    /// - Parameter server: one of its own for tests that stop it; else all tests share one.
    static func prepared(
        _ options: Options = Options(), server: ThrowawayPostgres? = nil, _ body: (Replicas) async throws -> Void
    ) async throws {
        let shared = try await ThrowawayPostgres.shared()
        let replicas = try await Replicas(options, server ?? shared)
        defer { replicas.home.remove() }
        try await body(replicas)
        try await replicas.graph.stop()
        try await replicas.model.stop()
    }

    init(_ options: Options, _ server: ThrowawayPostgres) async throws {
        self.server = server
        database = try await server.makeDatabaseName()
        graph = try await FakeGraph.start()
        model = try await FakeOpenAI.start()
        model.setDefault(.choose { request in .reply("re: \(request.lastUserMessage)") })
        home = try BotProcess.Home()
        let lines = options.whatsApp.map { "    \($0)\n" }.joined()
        file = try home.write(
            """
            server: { port: 0, shutdown_timeout: 20s }
            admin: { port: 0 }
            store: { url: "\(server.url(database: database))", lease_timeout: \(options.lease), connections: 4 }
            model:
              { provider: openai, base_url: "\(model.baseURL)", api_key: sk, name: fake-1, timeout: \(options.modelTimeout) }
            channels:
              web: { type: http, api_key: \(Bots.apiKey), jwt_key: \(Bots.jwtKey)\(options.web) }
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

    /// Starts so many, and returns them when they listen.
    func start(_ count: Int) async throws -> [Replica] {
        let bots = try (0..<count).map { _ in try BotProcess(["run", "--config", file]) }
        var replicas: [Replica] = []
        for bot in bots { replicas.append(try await Replica(bot)) }
        return replicas
    }

    func start() async throws -> Replica { try await Replica(BotProcess(["run", "--config", file])) }

    /// Runs an operator's command.
    func operate(_ arguments: String...) async throws -> Bots.Ended {
        try await Bots.run(arguments + ["--config", file])
    }

    /// What the database says: values separated by `|`, a row a line.
    func rows(_ sql: String) async throws -> String { try await server.query(sql, database: database) }

    /// Waits until the database says so.
    func waitUntil(_ condition: String) async throws {
        while try await rows("SELECT \(condition)") != "t" { try await Task.sleep(for: .milliseconds(20)) }
    }
}

/// One of several bots.
struct Replica: Sendable {
    let bot: BotProcess
    let caller: Caller

    init(_ bot: BotProcess) async throws {
        self.bot = bot
        caller = Caller(try await bot.address())
    }

    /// Its id in the database is that of the row with this name.
    var condition: String { "name LIKE '% \(bot.processID)'" }

    /// Delivers a webhook and returns the status.
    func post(_ webhook: FakeGraph.Webhook) async throws -> Int {
        try await caller.send(
            "POST", "/chat/whatsapp", headers: ["X-Hub-Signature-256": webhook.signature],
            body: String(decoding: webhook.body, as: UTF8.self)
        ).status
    }
}
